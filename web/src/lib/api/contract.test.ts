import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressOf, asCurl, readContract, type Operation } from './contract';
import { parseObject } from './decode';

const file = new URL('../../../../src/api/openapi.json', import.meta.url);
const contract = readContract(parseObject(readFileSync(file, 'utf8')));
const operation = (id: string): Operation => {
	const found = contract.groups.flatMap(({ operations }) => operations).find((one) => one.id === id);
	if (!found) throw new Error(`the contract has no ${id}`);
	return found;
};

describe('the contract', () => {
	it('comes in groups of operations', () => {
		expect(contract.groups.map(({ name }) => name)).toEqual([
			'Rules',
			'Rows',
			'Boards',
			'Patterns',
			'Files',
			'Vocabulary',
			'Server'
		]);
		expect(contract.description.length).toBeGreaterThan(1);
		expect(operation('runRule')).toMatchObject({
			method: 'POST',
			path: '/api/rules',
			accept: 'application/json',
			parameters: []
		});
		expect(JSON.parse(operation('runRule').body ?? '')).toEqual({ rule_code: 'Find all patterns' });
		expect(operation('deleteRule').accept).toBe('');
	});

	it('follows references to parameters and answers', () => {
		const { parameters, answers } = operation('viewCsv');
		expect(parameters[0]).toMatchObject({ name: 'view', place: 'path', required: true });
		expect(parameters.find(({ name }) => name === 'dir')).toMatchObject({
			place: 'query',
			choices: ['asc', 'desc'],
			repeatable: true,
			example: 'desc'
		});
		expect(parameters.find(({ name }) => name === 'defuse')?.choices).toEqual(['true', 'false']);
		expect(answers.at(-1)?.description).toMatch(/^It failed/);
	});

	it('says what is wrong with a document', () => {
		const without = { info: { version: '1' }, paths: { '/x': { get: { operationId: 'x' } } } };
		expect(() => readContract(without)).toThrow('get /x.responses must be an object');
		const nowhere = { operationId: 'x', responses: { 200: { $ref: '#/components/responses/None' } } };
		expect(() =>
			readContract({
				info: { version: '1' },
				paths: { '/x': { get: nowhere } },
				components: { responses: {} }
			})
		).toThrow('#/components/responses/None leads nowhere');
	});

	it('a body that is no JSON stays as it is', () => {
		const { body, bodyType } = operation('bringFile');
		expect(bodyType).toBe('application/octet-stream');
		expect(asCurl('POST', 'http://h/api/imports', '', body, bodyType)).toContain(
			"-H 'Content-Type: application/octet-stream'"
		);
		expect(body).toContain('\n');
	});
});

describe('a request', () => {
	it('has its values in the path and the query, encoded; empty ones are left out', () => {
		expect(
			addressOf(operation('viewPage'), {
				view: 'a/b c',
				sort: 'name\nkind\n',
				where: 'name:eq:A & B',
				filter: '',
				limit: '5'
			})
		).toBe('/api/views/a%2Fb%20c?sort=name&sort=kind&where=name%3Aeq%3AA+%26+B&limit=5');
		expect(addressOf(operation('viewCsv'), { view: 'v' })).toBe('/api/views/v.csv');
	});

	it('can be copied for a shell', () => {
		expect(asCurl('GET', 'http://h/api/rules', 'application/json', null)).toBe(
			"curl 'http://h/api/rules' -H 'Accept: application/json'"
		);
		expect(asCurl('POST', 'http://h/api/rules', '', `{"rule_code":"it's"}`)).toBe(
			`curl -X POST 'http://h/api/rules' -H 'Content-Type: application/json' --data-binary '{"rule_code":"it'\\''s"}'`
		);
	});
});
