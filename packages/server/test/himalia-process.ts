import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/himalia.js', import.meta.url));

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type RunOptions = {
  /** The Node to start the command with. */
  readonly node?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Under which name the command is called. */
  readonly program?: string;
  readonly stdin?: 'pipe' | 'ignore';
  /** Flags of Node; the default runs the sources. */
  readonly flags?: readonly string[];
};

/** A home of its own: what a test starts neither sees nor leaves anything of the user's. */
export class Home implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'himalia-test-'));
  readonly runtime: string = join(this.folder, 'runtime');
  readonly config: string = join(this.folder, 'config');
  readonly root: string = join(this.folder, 'root');

  constructor() {
    for (const path of [this.config, this.root]) mkdirSync(path);
  }

  get env(): Readonly<Record<string, string>> {
    const { PATH = '' } = process.env;
    return {
      PATH,
      HOME: this.folder,
      JUPYTER_RUNTIME_DIR: this.runtime,
      JUPYTER_CONFIG_DIR: this.config,
      JUPYTER_DATA_DIR: join(this.folder, 'data'),
      NODE_DISABLE_COMPILE_CACHE: '1', // a home is used too shortly for it to pay
    };
  }

  /** Starts the command in its own process. */
  start(
    args: readonly string[],
    {
      node = process.execPath,
      env = {},
      cwd = this.root,
      program = bin,
      stdin = 'ignore',
      ...options
    }: RunOptions = {},
  ): HimaliaProcess {
    const { flags = node === process.execPath ? ['--conditions=source'] : [] } = options;
    const all = [...flags, program, ...args];
    return new HimaliaProcess(spawn(node, all, { cwd, env: { ...this.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] }));
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return await this.start(args, options).ended();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export class HimaliaProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.#closed = once(child, 'close');
  }

  async ended(): Promise<Ended> {
    await this.#closed;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  /** Waits until the output matches; fails with the whole output when the process ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const closed = this.#closed.then(() => 'closed');
    for (;;) {
      const match = pattern.exec(`${this.stdout}\n${this.stderr}`);
      if (match) return match;
      const tick = new Promise((done) => setTimeout(done, 20));
      if ((await Promise.race([closed, tick])) === 'closed' && !pattern.test(`${this.stdout}\n${this.stderr}`)) {
        throw new Error(`ended with ${this.child.exitCode} and never said ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop('SIGKILL');
  }
}
