import { describe, expect, test } from 'vitest';
import type { SaidWord } from '../api/protocol';
import { tokenise } from '../sql/sql';
import {
	assumptions,
	isSaidBy,
	leftOut,
	listed,
	meaningOf,
	piecesOf,
	piecesOfReading,
	wordsOfSql
} from './said-words';

const sentence = 'shiny 🦄 orgs in Kenya with funding over 2 million, newest first';
const at = (text: string, more: Omit<SaidWord, 'offset' | 'length'>): SaidWord => ({
	offset: sentence.indexOf(text),
	length: text.length,
	...more
});
const words: SaidWord[] = [
	at('shiny', { role: 'none' }),
	at('orgs', { role: 'table', table: 'orgs' }),
	at('Kenya', { role: 'value', table: 'orgs', column: 'country', value: 'Kenya' }),
	at('funding', { role: 'column', table: 'orgs', column: 'funding' }),
	at('over', { role: 'comparison', table: 'orgs', column: 'funding' }),
	at('2 million', { role: 'number', table: 'orgs', column: 'funding', value: '2000000' }),
	at('newest first', { role: 'order', table: 'orgs', column: 'date_founded', value: '10', assumed: true })
];

describe('piecesOf', () => {
	test('cuts the sentence at its words and loses nothing', () => {
		const pieces = piecesOf(sentence, words);
		expect(pieces.map(({ text }) => text).join('')).toBe(sentence);
		expect(pieces.filter(({ word }) => word !== undefined).map(({ text }) => text)).toEqual([
			'shiny',
			'orgs',
			'Kenya',
			'funding',
			'over',
			'2 million',
			'newest first'
		]);
	});

	test('leaves out what does not stand there', () => {
		expect(piecesOf('orgs', [{ offset: 2, length: 9, role: 'table' }])).toEqual([{ text: 'orgs' }]);
		expect(piecesOf('', words)).toEqual([{ text: '' }]);
	});
});

describe('what is said of words', () => {
	test('the ones that did nothing are named', () => {
		expect(leftOut(sentence, words)).toEqual(['shiny']);
		expect(leftOut(sentence)).toEqual([]);
		expect(listed(['a', 'b', 'a', 'c'])).toBe('a, b and c');
	});

	test('each says what it became', () => {
		expect(words.map(meaningOf)).toEqual([
			'left out: it changes nothing',
			'table orgs',
			'value Kenya in country of orgs',
			'column funding of orgs',
			'compares funding of orgs',
			'number for funding of orgs',
			'orders by date founded of orgs, the first 10'
		]);
	});

	test('what was assumed is said', () => {
		expect(assumptions(sentence, words)).toEqual(['newest first = date founded, the first 10']);
	});
});

test('a reading says each word again, once', () => {
	const reading =
		'the 10 orgs with the latest date founded where the country is “Kenya” and the funding is more than 2,000,000';
	const pieces = piecesOfReading(reading, sentence, words);
	expect(pieces.map(({ text }) => text).join('')).toBe(reading);
	expect(pieces.flatMap(({ text, word }) => (word === undefined ? [] : [[text, word]]))).toEqual([
		['10', 6],
		['orgs', 1],
		['Kenya', 2],
		['funding', 3],
		['more than', 4],
		['2,000,000', 5]
	]);
});

test('the SQL is told what it says of which word', () => {
	const tokens = tokenise(
		`SELECT * FROM public.orgs WHERE "country" = 'Kenya' AND "funding" > 2000000 ORDER BY "date_founded" DESC LIMIT 10`
	);
	const of = wordsOfSql(tokens, words);
	const said = tokens.flatMap(({ text }, i) => (of[i] === undefined ? [] : [[text, of[i]]]));
	expect(said).toEqual([
		['orgs', 1],
		['"country"', 2],
		[`'Kenya'`, 2],
		['"funding"', 3],
		['>', 4],
		['2000000', 5],
		['ORDER', 6],
		['"date_founded"', 6],
		['DESC', 6],
		['LIMIT', 6],
		['10', 6]
	]);
	const number = words[5];
	expect(number && tokens.filter((token) => isSaidBy(token, number)).map(({ text }) => text)).toEqual([
		'"funding"',
		'2000000'
	]);
});
