import { expect, test } from 'vitest';
import type { SentenceReading } from '../api/readings';
import { nearest, nearestThatWork, nextSteps } from './offers';

const reading = (
	text: string,
	rows: number | null = 3,
	status: SentenceReading['status'] = 'ok'
): SentenceReading => ({
	status,
	reading: text,
	rows_estimate: rows,
	readings: 1,
	choices: [],
	unknown: [],
	message: '',
	hint: ''
});
const idle = new AbortController().signal;
const answered = {
	sentence: 'Find all orgs',
	columns: [
		{ name: 'id', type: 'bigint' },
		{ name: 'stage', type: 'text' }
	],
	rows: [
		[1, 'Seed'],
		[2, 'Seed'],
		[3, 'Angel']
	],
	total: 36,
	tables: []
};

test('only what is understood as meant, and finds something, is offered', async () => {
	const says: Record<string, SentenceReading> = {
		'only Seed': reading('orgs where the stage is “Seed”'),
		'without Seed': reading('orgs where the stage is not “Seed”', 0),
		'by stage': reading('number of orgs per stage', 2, 'ambiguous'),
		'top 10': reading('any 10 orgs'),
		'how many are these?': reading('how many orgs', 1)
	};
	const asked: string[] = [];
	const steps = await nextSteps(answered, idle, (sentence, _, after) => {
		asked.push(`${after}: ${sentence}`);
		const answer = says[sentence];
		return answer ? Promise.resolve(answer) : Promise.reject(new Error('away'));
	});
	expect(steps.map(({ sentence }) => sentence)).toEqual(['only Seed', 'how many are these?']);
	expect(asked).toContain('Find all orgs: by stage');
});

test('nearest are those that share the most words, whatever their number and case', () => {
	expect(
		nearest('Which guest talked about Freemium', [
			'Find all orgs',
			'guests',
			'Guests about freemium',
			'posts about Freemium',
			'GUESTS'
		])
	).toEqual(['Guests about freemium', 'posts about Freemium', 'GUESTS']);
	expect(nearest('Find all of the', ['Find all of those'])).toEqual([]);
});

test('three at most, that work and differ, with their rows', async () => {
	const candidates = ['orgs a', 'orgs b', 'orgs c', 'orgs d', 'orgs e'];
	const found = await nearestThatWork('blue orgs', candidates, idle, (sentence) =>
		Promise.resolve(
			sentence === 'orgs a'
				? reading('', null, 'not_understood')
				: reading(sentence === 'orgs c' ? 'orgs b' : sentence, 7)
		)
	);
	expect(found).toEqual(['orgs b', 'orgs d', 'orgs e'].map((sentence) => ({ sentence, rows: 7 })));
});
