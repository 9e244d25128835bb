import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '../free-ports.ts';
import { findPostgresql } from './find-postgresql.ts';

type Account = { readonly uid?: number; readonly gid?: number };
const READY = 60_000;

/** A real PostgreSQL on 127.0.0.1, with a folder that goes when it is disposed of. */
export interface TestPostgresql extends AsyncDisposable {
  /** Of a superuser; every database of it: `url('name')`. */
  url(database: string): string;
  readonly password: string;
  /** Makes a database and answers its URL. */
  create(): string;
  /** Runs SQL on a database as psql would. */
  run(database: string, sql: string): void;
  /** At once, as a crash: connections break. */
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
}

/** Undefined when this machine has no PostgreSQL. */
export async function startPostgresql(): Promise<TestPostgresql | undefined> {
  const found = findPostgresql();
  if (found === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'himalia-postgresql-'));
  const account = unprivileged();
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid ?? account.uid);
  const [port = 0] = await freePorts(1);
  const server = new Postgresql(reachable(found, folder, account), folder, account, port);
  server.initialise();
  await server.start();
  return server;
}

class Postgresql implements TestPostgresql {
  readonly password: string = randomBytes(12).toString('hex');
  readonly #bin: string;
  readonly #folder: string;
  readonly #account: Account;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #databases = 0;

  constructor(bin: string, folder: string, account: Account, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#account = account;
    this.#port = port;
  }

  initialise(): void {
    const secret = join(this.#folder, 'password');
    writeFileSync(secret, this.password);
    const options = ['--username=tester', `--pwfile=${secret}`, '--auth=scram-sha-256', '--no-sync', '--locale=C'];
    this.#command('initdb', ['--encoding=UTF8', ...options, '-D', join(this.#folder, 'data')]);
  }

  url(database: string): string {
    return `postgresql://tester:${this.password}@127.0.0.1:${this.#port}/${database}`;
  }

  create(): string {
    const name = `test${++this.#databases}`;
    this.run('postgres', `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  run(database: string, sql: string): void {
    const code = `import pg from 'pg'; const c = new pg.Client(process.argv[1]); await c.connect(); await c.query(process.argv[2]); await c.end();`;
    const args = ['--input-type=module', '-e', code, this.url(database), sql];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.#port,
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: 40,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(this.#bin, 'postgres'), ['-D', join(this.#folder, 'data'), ...args], {
      ...this.#account,
      cwd: this.#folder,
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    const timer = setTimeout(() => child.kill('SIGKILL'), READY);
    const said: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      said.push(line);
      if (line.includes('ready to accept connections')) break;
    }
    clearTimeout(timer);
    child.stderr.resume();
    if (child.exitCode !== null || child.killed)
      throw new Error(`PostgreSQL did not start:\n${said.slice(-20).join('\n')}`);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGQUIT');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #command(name: string, args: readonly string[]): void {
    const options = { ...this.#account, cwd: this.#folder, env: { LC_ALL: 'C' }, encoding: 'utf8' as const };
    const { status, stderr, error } = spawnSync(join(this.#bin, name), args, options);
    if (status !== 0) throw new Error(`${name}: ${error?.message ?? stderr}`);
  }
}

/** PostgreSQL refuses to run as root: nobody runs it then. */
function unprivileged(): Account {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** The same folder, or a copy where that account may not look into it. */
function reachable(bin: string, folder: string, account: Account): string {
  const { status } = spawnSync(join(bin, 'postgres'), ['--version'], { ...account, cwd: folder });
  if (status === 0) return bin;
  const copy = join(folder, 'native');
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
