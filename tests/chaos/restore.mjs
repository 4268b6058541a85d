// A backup of 5,000 views is restored whole. Takes minutes: node --test tests/chaos/restore.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { program, Server, temporaryFolder } from '../e2e/support.mjs';

const count = 5_000;

test(`${count} views are backed up and restored`, { timeout: 1_800_000 }, async () => {
    const folder = temporaryFolder();
    const run = (...args) => {
        const began = performance.now();
        execFileSync(program, args, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'inherit'] });
        console.log(`# ${args[0]}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    };
    const views = (of) =>
        of
            .sql(
                `RESET ROLE; SELECT count(*), count(*) FILTER (WHERE ispopulated) FROM pg_matviews WHERE schemaname = 'rule_views';
                 SELECT count(*) FROM pattern_factory.views; SELECT name FROM rule_views.many_${count}`
            )
            .trim();
    const server = await Server.start({ dataDir: path.join(folder, 'made') });
    try {
        for (let from = 1; from <= count; from += 500) {
            const numbers = Array.from({ length: 500 }, (_, i) => from + i);
            const made = numbers.map((n) => `CREATE MATERIALIZED VIEW rule_views.many_${n} AS SELECT id, name || ' ${n}' AS name FROM public.orgs ORDER BY id LIMIT 1;`);
            server.sql(
                `SET ROLE pf_build; ${made.join('\n')}
                 SET ROLE pf_app; INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) SELECT 'many_' || n, 'many', 'many', 'many_' || n FROM generate_series(${from}, ${from + 499}) n;
                 INSERT INTO pattern_factory.rule_versions (rule_id, version, sentence, sql, reading, generator, confidence)
                     SELECT 'many_' || n, 1, '', '', '', 'compiler', 1 FROM generate_series(${from}, ${from + 499}) n;
                 INSERT INTO pattern_factory.views (relation, view, rule_id, version, row_count, columns, timings)
                     SELECT 'many_' || n, 'many_' || n, 'many_' || n, 1, 1, '[]', '{}' FROM generate_series(${from}, ${from + 499}) n;`
            );
        }
        const made = views(server);
        assert.match(made, /^5000\|5000\n5000\n.* 5000$/);
        run('backup', path.join(folder, 'backup'), '--data-dir', server.dataDir);
        run('restore', path.join(folder, 'backup'), '--data-dir', path.join(folder, 'restored'));
        const restored = await Server.start({ dataDir: path.join(folder, 'restored') });
        try {
            assert.equal(views(restored), made);
        } finally {
            await restored.stop();
        }
    } finally {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
    }
});
