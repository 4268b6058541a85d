// A server of the chat-completions API for tests, which answers each request with what is next in `replies`: a text, an HTTP
// status, or a function of (request, answer, body).
import { once } from 'node:events';
import http from 'node:http';

export class ModelServer {
    static async start(create = http.createServer) {
        const model = new ModelServer();
        model.replies = [];
        model.conversations = [];
        model.server = create((request, answer) => {
            let body = '';
            request.on('data', (chunk) => (body += chunk));
            request.on('end', () => model.answer(request, answer, body));
        });
        model.server.listen(0, '127.0.0.1');
        await once(model.server, 'listening');
        return model;
    }

    get url() {
        return `http://127.0.0.1:${this.server.address().port}/v1`;
    }

    answer(request, answer, body) {
        this.conversations.push({ path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
        const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
        answer.setHeader('Content-Type', 'application/json');
        if (typeof reply === 'function') return reply(request, answer, body);
        if (typeof reply === 'number') {
            answer.statusCode = reply;
            return answer.end(JSON.stringify({ error: { message: `boom ${request.headers.authorization}` } }));
        }
        answer.end(completion(reply));
    }

    close() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

export const completion = (content, more = {}) => JSON.stringify({ id: 'x', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }] });
