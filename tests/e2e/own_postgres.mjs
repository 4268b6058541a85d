// A PostgreSQL of any version as somebody's own: two databases on it, `postgres` without the program's roles and `pattern_factory` with them.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { program, temporaryFolder } from './support.mjs';

// PostgreSQL does not run as root.
const [wrap, ...wrapped] = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : ['env'];

export class OwnPostgres {
    /** `home`: where its bin, lib and share are. */
    static start(home) {
        const own = new OwnPostgres();
        own.home = home;
        own.dataDir = temporaryFolder();
        own.cluster = path.join(own.dataDir, 'cluster');
        for (const name of ['run', 'cluster']) mkdirSync(path.join(own.dataDir, name));
        if (process.getuid() === 0) execFileSync('chown', ['-R', 'postgres:postgres', own.dataDir]);
        chmodSync(own.cluster, 0o700);
        own.run('initdb', ['--pgdata', own.cluster, '--username=pf_admin', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']);
        own.settings(`listen_addresses = ''\nunix_socket_directories = '${path.join(own.dataDir, 'run')}'\nfsync = off\n`);
        own.run('pg_ctl', ['--pgdata', own.cluster, '--log', path.join(own.cluster, 'log'), '--wait', '--timeout=120', 'start']);
        own.psql('postgres', 'CREATE DATABASE pattern_factory');
        own.psql('pattern_factory', execFileSync(program, ['roles'], { encoding: 'utf8' }), ['--single-transaction']);
        own.psql('pattern_factory', 'ALTER DATABASE pattern_factory OWNER TO pf_owner; ALTER SCHEMA public OWNER TO pf_owner');
        const url = `postgresql:///pattern_factory?host=${encodeURIComponent(path.join(own.dataDir, 'run'))}&user=pf_admin`;
        execFileSync(program, ['migrate'], { env: { PATH: process.env.PATH, DATABASE_URL: url }, stdio: ['ignore', 'ignore', 'pipe'] });
        own.sql('CREATE TABLE guests (id integer PRIMARY KEY, name text)');
        return own;
    }

    run(name, args) {
        const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', LD_LIBRARY_PATH: path.join(this.home, 'lib') };
        return execFileSync(wrap, [...wrapped, path.join(this.home, 'bin', name), ...args], { env, cwd: this.dataDir, stdio: ['ignore', 'ignore', 'inherit'] });
    }

    settings(text) {
        const file = path.join(this.cluster, 'postgresql.conf');
        writeFileSync(file, readFileSync(file, 'utf8') + text);
    }

    psql(database, text, args = []) {
        return execFileSync('psql', ['-h', path.join(this.dataDir, 'run'), '-U', 'pf_admin', '-d', database, '-v', 'ON_ERROR_STOP=1', '-qAtX', ...args], {
            input: text,
            encoding: 'utf8',
            env: { PATH: process.env.PATH }
        });
    }

    /** As the owner of the tables that rules read, in the database with the roles. */
    sql(text) {
        return this.psql('pattern_factory', `SET ROLE pf_owner;\n${text}`);
    }

    async dispose() {
        this.run('pg_ctl', ['--pgdata', this.cluster, '--mode=immediate', '--wait', 'stop']);
        rmSync(this.dataDir, { recursive: true, force: true });
    }
}
