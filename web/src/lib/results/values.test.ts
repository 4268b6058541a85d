import { describe, expect, test } from 'vitest';
import { ago, count, dataSize, duration, howLongAgo, show, showWhole, typeGroup } from './values';

describe('typeGroup', () => {
	test.each([
		['bigint', 'number'],
		['numeric(10,2)', 'number'],
		['double precision', 'number'],
		['text[]', 'array'],
		['integer[]', 'array'],
		['timestamp with time zone', 'timestamptz'],
		['timestamp(3) with time zone', 'timestamptz'],
		['timestamp without time zone', 'timestamp'],
		['jsonb', 'json'],
		['character varying(20)', 'text'],
		['bytea', 'text'],
		['interval', 'text']
	])('%s is shown as %s', (type, group) => {
		expect(typeGroup(type)).toBe(group);
	});
});

describe('show', () => {
	test('NULL and the empty text are told apart', () => {
		expect(show(null, 'text')).toEqual({ text: 'null', kind: 'null' });
		expect(show('', 'text')).toEqual({ text: 'empty', kind: 'empty' });
	});
	test('numbers keep the scale of their type', () => {
		expect(show(12.5, 'numeric(10,2)').text).toBe('12.50');
		expect(show('4.2006673312979002', 'numeric')).toEqual({
			text: '4.2007',
			kind: 'number',
			title: '4.2006673312979002'
		});
		expect(show(33.333333, 'numeric').text).toBe('33.3333');
		expect(show('0.00001234567', 'numeric').text).toBe('0.00001235');
		expect(show('25.000000', 'numeric').text).toBe('25');
		expect(show(52.520008, 'double precision').text).toBe('52.520008');
		expect(show('52.520008', 'numeric(9,6)').text).toBe('52.520008');
		expect(show(12345.5, 'numeric').text).toBe('12,345.5');
		expect(show('NaN', 'double precision').text).toBe('NaN');
		expect(show('9007199254740993', 'bigint').text).toBe('9,007,199,254,740,993');
	});
	test('a moment is local, with UTC on hover', () => {
		const shown = show('2025-11-20 08:00:00.123+00', 'timestamp with time zone');
		expect(shown.title).toBe('2025-11-20 08:00:00 UTC');
		expect(shown.text).toMatch(/^2025-11-\d\d \d\d:00$/);
		expect(show('2025-11-20 08:00:00+05:30', 'timestamp with time zone').title).toBe(
			'2025-11-20 02:30:00 UTC'
		);
	});
	test.each(['0044-03-15 00:00:00+00 BC', 'infinity', '-infinity'])('%s is shown as it stands', (text) => {
		expect(show(text, 'timestamp with time zone')).toEqual({ text, kind: 'date' });
	});
	test('only addresses of the web are links', () => {
		expect(show('https://example.org/a?b', 'text').kind).toBe('link');
		expect(show('javascript:alert(1)', 'text').kind).toBe('text');
		expect(show('see https://example.org', 'text').kind).toBe('text');
	});
	test('a long text is cut in a cell and whole in its row', () => {
		const long = 'x'.repeat(1_000_000);
		expect(show(long, 'text').text).toHaveLength(401);
		expect(showWhole(long, 'text')).toHaveLength(1_000_000);
	});
	test('JSON is laid out in its row, and shown as it stands when it is none', () => {
		expect(showWhole('{"a":1}', 'jsonb')).toBe('{\n  "a": 1\n}');
		expect(showWhole('{"a":', 'json')).toBe('{"a":');
	});
});

describe('words for numbers', () => {
	test('one row is a row', () => {
		expect([count(0, 'row'), count(1, 'row'), count(12345, 'row')]).toEqual([
			'0 rows',
			'1 row',
			'12,345 rows'
		]);
	});
	test('sizes have the unit they need', () => {
		expect([1, 812, 2048, 1_300_000].map(dataSize)).toEqual(['1 byte', '812 bytes', '2.0 kB', '1.3 MB']);
	});

	test('durations have the unit they need', () => {
		expect([0.412, 12.4, 1300, 125_000].map(duration)).toEqual(['0.4 ms', '12 ms', '1.3 s', '2 min 5 s']);
	});
	test('long numbers are grouped, those of keys and years are not', () => {
		expect(show(48500000, 'numeric(12,2)', 'funding').text).toBe('48,500,000.00');
		expect(show('-9007199254740993', 'bigint', 'count').text).toBe('-9,007,199,254,740,993');
		expect(show(123456, 'bigint', 'org_id').text).toBe('123456');
		expect(show(2015, 'integer', 'founded').text).toBe('2015');
		expect(show(1e21, 'double precision', 'size').text).toBe('1e+21');
	});

	test('ago speaks in the largest unit that fits', () => {
		const now = Date.parse('2025-11-24T12:00:00Z');
		expect(ago('2025-11-24T11:59:40.000Z', now)).toBe('just now');
		expect(ago('2025-11-24T11:30:00.000Z', now)).toBe('30 minutes ago');
		expect(ago('2025-11-23T12:00:00.000Z', now)).toBe('yesterday');
		expect(ago('', now)).toBe('');
	});
});

describe('how long ago', () => {
	const now = Date.UTC(2026, 2, 10, 12);
	test.each([
		['2026-03-10', 'today'],
		['2026-03-09', 'yesterday'],
		['2026-03-11', 'tomorrow'],
		['2026-03-10 11:00:00+00', '1 hour ago'],
		['2026-03-10 14:30:00.5+05:30', '3 hours ago'],
		['2025-03-01 00:00:00', 'last year'],
		['infinity', ''],
		['0044-03-15 BC', '']
	])('%s is %j', (cell, words) => expect(howLongAgo(cell, now)).toBe(words));
});
