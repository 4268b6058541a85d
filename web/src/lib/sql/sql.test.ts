import { describe, expect, test } from 'vitest';
import { layOut, tokenise } from './sql';

describe('tokenise', () => {
	test.each([
		"SELECT a, 'it''s; -- no' AS \"x y\" FROM t WHERE n >= 1.5::numeric /* c */ -- end",
		"'never closed",
		'"never closed either',
		'ünïcode ☃ $1 \u0000'
	])('loses nothing of %j', (sql) => {
		expect(
			tokenise(sql)
				.map((token) => token.text)
				.join('')
		).toBe(sql);
	});
	test('tells keywords, names, functions, text and numbers apart', () => {
		const kinds = tokenise("SELECT count(id) FROM t WHERE a = 'select' LIMIT 5")
			.filter((token) => token.kind !== 'blank' && token.kind !== 'sign')
			.map((token) => `${token.text}:${token.kind}`);
		expect(kinds).toEqual([
			'SELECT:keyword',
			'count:function',
			'id:name',
			'FROM:keyword',
			't:name',
			'WHERE:keyword',
			'a:name',
			"'select':text",
			'LIMIT:keyword',
			'5:number'
		]);
	});
});

describe('layOut', () => {
	test('gives each clause, join and condition its line', () => {
		const sql =
			"SELECT p.name, count(*) AS n FROM public.patterns p JOIN links l ON l.id = p.id LEFT JOIN orgs o ON true WHERE p.kind = 'a' AND p.n BETWEEN 1 AND 2 GROUP BY p.name ORDER BY n DESC LIMIT 5";
		expect(layOut(sql).split('\n')).toEqual([
			'SELECT p.name, count(*) AS n',
			'FROM public.patterns p',
			'  JOIN links l ON l.id = p.id',
			'  LEFT JOIN orgs o ON true',
			"WHERE p.kind = 'a'",
			'  AND p.n BETWEEN 1 AND 2',
			'GROUP BY p.name',
			'ORDER BY n DESC',
			'LIMIT 5'
		]);
	});
	test('indents a nested SELECT and leaves other brackets in their line', () => {
		expect(
			layOut('SELECT a FROM t WHERE id NOT IN (SELECT id FROM u WHERE (x OR y)) AND extract(year FROM d) = 3')
		).toBe(
			[
				'SELECT a',
				'FROM t',
				'WHERE id NOT IN (',
				'  SELECT id',
				'  FROM u',
				'  WHERE (x OR y)',
				')',
				'  AND extract(year FROM d) = 3'
			].join('\n')
		);
	});
	test('changes white space only', () => {
		const sql = "SELECT a FROM t WHERE (b IN (SELECT c FROM d)) UNION ALL SELECT '  x  ' FROM e";
		expect(layOut(sql).replace(/\s+/g, '')).toBe(sql.replace(/\s+/g, ''));
	});
});
