// Tables that try the results page: long, wide, and full of values that are hard to show. A server whose rules read them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Server } from './support.mjs';
import { hostileTexts } from './web.mjs';

export const LONG_ROWS = 100_000;
export const WIDE_COLUMNS = 200;

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

// One row a kind of value, so that a test can name it.
export const hostileValues = {
    html: '<b>bold</b> &amp; <!-- comment -->',
    ...Object.fromEntries(hostileTexts.map((text, i) => [`script ${i + 1}`, text])),
    'right to left': 'abc \u202Edcba\u202C \u2066x\u2069 שלום',
    emoji: '👩‍👩‍👧‍👦 ✔︎ 𝒳',
    blanks: '  two   blanks\ttab\nline  ',
    formula: '=HYPERLINK("http://evil.example","click")',
    colon: 'a:eq:b,c',
    percent: '100%_\\'
};

const sql = `
    CREATE TABLE measurements (id bigint PRIMARY KEY, sensor text NOT NULL, taken_at timestamptz NOT NULL, reading numeric(8,2), note text);
    INSERT INTO measurements SELECT i, 'sensor ' || i % 7, timestamptz '2024-01-01 00:00+00' + i * interval '1 minute',
        (i * 37 % 10000) / 100.0, CASE WHEN i % 5 > 0 THEN 'note ' || i END FROM generate_series(1, ${LONG_ROWS}) AS i;

    CREATE TABLE questionnaires (${['id bigint PRIMARY KEY', ...Array.from({ length: WIDE_COLUMNS - 1 }, (_, i) => `answer_${i + 1} text`)].join(', ')});
    INSERT INTO questionnaires SELECT i, ${Array.from({ length: WIDE_COLUMNS - 1 }, (_, i) => `'r' || i || ' c${i + 1}'`).join(', ')} FROM generate_series(1, 500) AS i;

    CREATE TABLE oddities (id bigint PRIMARY KEY, kind text, words text);
    INSERT INTO oddities VALUES ${Object.entries(hostileValues)
        .map(([kind, text], i) => `(${i + 1}, ${quoted(kind)}, ${quoted(text)})`)
        .join(', ')};
    INSERT INTO oddities VALUES (100, 'long', repeat('long words ', 95326)), (101, 'null', NULL), (102, 'empty', '');

    CREATE TABLE kinds (id bigint PRIMARY KEY, day date, moment timestamptz, clock timestamp, truth boolean, ratio double precision, exact numeric, list text[],
        grid integer[][], document jsonb, bytes bytea, span interval, address inet, token uuid, link text);
    INSERT INTO kinds VALUES
        (1, '2024-02-29', '2024-02-29 12:34:56.789+00', '2024-02-29 12:34:56', true, 0.1, 12345678901234567890.123456789, '{a,"b c",NULL,"<i>"}',
            '{{1,2},{3,4}}', '{"a": [1, {"b": null}], "html": "<script>pwned()</script>"}', '\\x00ff10', '1 day 02:03', '10.0.0.1/8',
            '00000000-0000-0000-0000-000000000001', 'https://example.org/a?b=c&d=%20'),
        (2, '0044-03-15 BC', '0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00 BC', false, 'NaN', 'NaN', '{}', NULL, 'null', '', '-1 year', '::1', NULL, 'javascript:pwned()'),
        (3, 'infinity', 'infinity', '-infinity', NULL, 'Infinity', 'Infinity', NULL, NULL, '[]', NULL, NULL, NULL, NULL, 'https://example.org/ with blank'),
        (4, '99999-12-31', '99999-12-31 00:00:00+00', '99999-12-31', NULL, '-1e308', -0.00, NULL, NULL, '"text"', NULL, NULL, NULL, NULL, NULL);`;

const model = `
DATA:
  measurements: {}
  questionnaires: {}
  oddities: {}
  kinds: {}
  patterns: {}
`;

// `more`: SQL that makes further tables, and their names.
export async function serverWithTables(more = '', names = []) {
    const server = await Server.start();
    server.sql(sql + more);
    await server.stop();
    const file = path.join(server.dataDir, 'tables.yaml');
    writeFileSync(file, model + names.map((name) => `  ${name}: {}\n`).join(''), { mode: 0o644 });
    server.args = ['--semantic-model', file];
    await server.start();
    return server;
}
