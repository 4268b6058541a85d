// The Debian package: what is in it, what it needs, and how closed its service is.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { program, root, temporaryFolder } from './support.mjs';

let folder, file;
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', cwd: root });
const inside = (name) => path.join(folder, 'tree', name);
before(() => {
    folder = temporaryFolder();
    file = execFileSync('script/package', [folder], { encoding: 'utf8', cwd: root, env: { ...process.env, PF_PROGRAM: program }, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    run('dpkg-deb', '--raw-extract', file, path.join(folder, 'tree'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('it has the program, its service and a file of settings for root alone', () => {
    const list = run('dpkg-deb', '--contents', file);
    for (const line of [
        /^-rwxr-xr-x root\/root .* \.\/usr\/bin\/pattern-factory$/m,
        /^-rw-r--r-- root\/root .* \.\/lib\/systemd\/system\/pattern-factory\.service$/m,
        /^-rw------- root\/root .* \.\/etc\/pattern-factory\/environment$/m,
        /\.\/usr\/share\/doc\/pattern-factory\/copyright$/m
    ]) assert.match(list, line);
    assert.ok(!/\/var\/|\/home\/|\/work\//.test(list), list);
    assert.equal(readFileSync(inside('DEBIAN/conffiles'), 'utf8').trim(), '/etc/pattern-factory/environment');
    const field = (name) => run('dpkg-deb', '--field', file, name).trim();
    assert.match(field('Depends'), /libpq5.*libssl3.*postgresql-15 \| postgresql/s);
    assert.equal(`pattern-factory ${field('Version')}`, spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim());
});

test('what it installs runs', () => {
    const version = spawnSync(inside('usr/bin/pattern-factory'), ['--version'], { encoding: 'utf8' });
    assert.equal(version.status, 0, version.stderr);
});

test('its scripts are sound, and no command of the package manager takes data away', () => {
    for (const name of ['postinst', 'prerm', 'postrm']) {
        run('sh', '-n', inside(`DEBIAN/${name}`));
        assert.ok(!/\brm\b|deluser|userdel/.test(readFileSync(inside(`DEBIAN/${name}`), 'utf8')), name);
    }
});

test('its service is closed as systemd measures it', { skip: !existsSync('/usr/bin/systemd-analyze') && 'no systemd here' }, () => {
    const unit = inside('lib/systemd/system/pattern-factory.service');
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=30', '--no-pager', unit], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /Overall exposure level for .*: [0-2]\.\d/);
});
