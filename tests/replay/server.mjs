// A model that gives recorded replies: a server of the chat-completions API for tests and measurements, without network.
//   node tests/replay/server.mjs EXCHANGES… [--port N]      prints its address, then serves until it is ended
// An exchanges file has a JSON object a line: {"sentence", "reply"} or {"sentence", "replies": [first, second, …]}, with
// "schema" where the same sentence is asked of several. The exchange whose sentence is the request's last sentence (the
// first message of the user) answers; a repair gets the next of `replies`, the last one again and again. A sentence that
// is in no file is answered as a model answers that cannot: {"error": …}. GET /calls says how many calls came.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

export function readExchanges(files) {
    const exchanges = new Map(); // by sentence: what was recorded of it, in one schema or several
    for (const file of files)
        for (const line of readFileSync(file, 'utf8').split('\n'))
            if (line.trim()) {
                const { sentence, reply, replies, schema } = JSON.parse(line);
                const known = exchanges.get(sentence.trim()) ?? [];
                exchanges.set(sentence.trim(), [...known, { schema, replies: replies ?? [reply] }]);
            }
    return exchanges;
}

export function replayServer(exchanges) {
    const state = { calls: 0, unknown: [] };
    const server = http.createServer((request, answer) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            answer.setHeader('Content-Type', 'application/json');
            if (request.url === '/calls') return answer.end(JSON.stringify(state));
            const { messages = [], model = '' } = JSON.parse(body || '{}');
            state.calls += 1;
            const asked = messages.filter((message) => message.role === 'user').map((message) => message.content);
            const found = lookup(exchanges, asked[0] ?? '', messages[0]?.content ?? '');
            if (!found) state.unknown.push(asked[0]);
            const content = found ? found[Math.min(asked.length, found.length) - 1] : '{"error": "This was not recorded."}';
            answer.end(JSON.stringify({ model, choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] }));
        });
    });
    return { server, state };
}

// The sentence may stand alone in the message, or be its first or last line. Of several schemas the one that the prompt
// names most often.
function lookup(exchanges, text, prompt) {
    const lines = text.trim().split('\n');
    const known = [text, lines.at(-1), lines[0]].map((sentence) => exchanges.get(sentence.trim())).find(Boolean);
    const named = ({ schema }) => (schema ? prompt.split(schema).length : 0);
    return known?.toSorted((one, other) => named(other) - named(one))[0].replies;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const args = process.argv.slice(2);
    const at = args.indexOf('--port');
    const port = at < 0 ? 0 : Number(args.splice(at, 2)[1]);
    const { server } = replayServer(readExchanges(args));
    server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
}
