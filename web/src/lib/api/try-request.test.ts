import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_SHOWN, tryRequest } from './try-request';

let server: Server;
let url = '';
beforeAll(async () => {
	server = createServer((request, answer) => {
		if (request.url === '/long') {
			answer.setHeader('content-type', 'text/csv');
			// Without end: only a reader that stops gets anywhere.
			const write = () => {
				while (!answer.destroyed && answer.write('é,'.repeat(10_000)));
			};
			answer.on('drain', write);
			write();
			return;
		}
		if (request.url === '/nothing') return void answer.writeHead(204).end();
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			answer.writeHead(request.url === '/bad' ? 400 : 200, { 'content-type': 'application/problem+json' });
			const { accept, 'content-type': type } = request.headers;
			answer.end(
				request.url === '/broken' ? '{' : JSON.stringify({ method: request.method, accept, type, body })
			);
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
const ask = (path: string, method = 'GET', accept = '', body: string | null = null) =>
	tryRequest(method, url + path, accept, body, AbortSignal.timeout(10_000));

describe('a tried request', () => {
	it('goes out as it was written and its answer is laid out', async () => {
		const answer = await ask('/bad', 'POST', 'application/json', '{"a":1}');
		expect(answer).toMatchObject({ status: 400, statusText: 'Bad Request', cut: false });
		expect(answer.elapsed_ms).toBeGreaterThanOrEqual(0);
		expect(answer.body).toContain('\n  "method": "POST"');
		expect(JSON.parse(answer.body)).toEqual({
			method: 'POST',
			accept: 'application/json',
			type: 'application/json',
			body: '{"a":1}'
		});
	});

	it('shows what is no JSON as it came, and nothing for nothing', async () => {
		expect((await ask('/broken')).body).toBe('{');
		expect(await ask('/nothing', 'DELETE')).toMatchObject({ status: 204, body: '', cut: false });
	});

	it('stops reading an answer that is too long to show', async () => {
		const answer = await ask('/long');
		expect(answer.cut).toBe(true);
		expect(answer.body).toHaveLength(MOST_SHOWN);
		expect(answer.body.startsWith('é,é,')).toBe(true);
	});
});
