import { expect, test } from 'vitest';
import { possibleSteps, type Answered } from './next-steps';

const column = (name: string, type = 'text') => ({ name, type });
const orgs: Answered = {
	sentence: 'Find all orgs',
	columns: [
		column('id', 'bigint'),
		column('name'),
		column('stage'),
		column('funding', 'numeric'),
		column('date_founded', 'date')
	],
	rows: [
		[1, 'A', 'Seed', 5, '2010-01-01'],
		[2, 'B', 'Seed', 7, '2019-01-01'],
		[3, 'C', 'Series (A)', 9, '2020-01-01'],
		[4, 'D', 'Series (A)', 9, '2021-01-01'],
		[5, 'E', 'Seed', 9, '2022-01-01']
	],
	total: 36,
	tables: [
		{ name: 'orgs', columns: [column('name'), column('stage'), column('country')] },
		{ name: 'patterns', columns: [column('name')] }
	]
};
const asked = (answered: Answered) => possibleSteps(answered).map(({ sentence }) => sentence);

test('of rows: a value that many have, its column, moments, the highest, what is related, how many', () => {
	expect(asked(orgs)).toEqual([
		'only Seed',
		'without Seed',
		'by stage',
		'per year of date founded',
		'the top 10 by funding',
		'top 10',
		'without patterns',
		'how many are these?'
	]);
});

test('what the sentence says already, what all rows share and what each has alone is not offered', () => {
	const seed = asked({ ...orgs, sentence: 'Find all orgs in Seed' });
	expect(seed).not.toContain('only Seed');
	expect(seed).toContain('only Series (A)');
	const same = orgs.rows.map((row) => row.with(2, 'Seed'));
	expect(asked({ ...orgs, rows: same })).not.toContain('by stage');
	const own = orgs.rows.map((row, i) => row.with(2, `${i}`));
	expect(asked({ ...orgs, rows: own })).not.toContain('by stage');
	expect(asked({ ...orgs, total: 5 })).not.toContain('top 10');
});

test('months where the moments lie near each other', () => {
	const near = orgs.rows.map((row, i) => row.with(4, `2021-0${i + 1}-01`));
	expect(asked({ ...orgs, rows: near })).toContain('per month of date founded');
	expect(asked({ ...orgs, rows: [] })).toEqual([
		'the top 10 by funding',
		'top 10',
		'without patterns',
		'how many are these?'
	]);
});

test('of counts: other columns of the same table to count by', () => {
	const counts = {
		...orgs,
		sentence: 'how many orgs per country',
		columns: [column('country'), column('count', 'bigint')],
		rows: [
			['France', 3],
			['Kenya', 2]
		]
	};
	expect(asked(counts)).toEqual(['by stage', 'top 10']);
	const more = {
		...counts,
		rows: [
			['a', 1],
			['b', 2],
			['c', 9]
		]
	};
	expect(asked(more)).toContain('only those with more than 2');
});

test('a step is right only when the reading says what it means', () => {
	const [only, without, by, time, top] = possibleSteps(orgs);
	expect('orgs where the stage is “Seed”').toMatch(only?.means ?? /$^/);
	expect('orgs where the stage is not “Seed”').not.toMatch(only?.means ?? /$^/);
	expect('orgs where the stage is not “Seed”').toMatch(without?.means ?? /$^/);
	expect('number of orgs per org stage').toMatch(by?.means ?? /$^/);
	expect('different month of published on of posts').not.toMatch(time?.means ?? /$^/);
	expect('the 10 orgs with the highest funding').toMatch(top?.means ?? /$^/);
	expect('any 10 orgs').not.toMatch(possibleSteps(orgs)[5]?.means ?? /$^/);
});
