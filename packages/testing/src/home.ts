import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, ServerProcess } from './server-process.ts';

/** Of all homes: they are used too shortly for one each to pay. */
const { NODE_COMPILE_CACHE = join(homedir(), '.cache/himalia-tests') } = process.env;
const bin = join(dirname(fileURLToPath(import.meta.resolve('himalia'))), '../bin/himalia.js');

export type StartOptions = {
  /** Over the home's; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the root. */
  readonly cwd?: string;
  /** What it reads from its standard input. Default: nothing. */
  readonly input?: string;
  /** Whether `himalia` runs as it is built. Default: unless this process runs with `--conditions=source`. */
  readonly built?: boolean;
};

/** The words that start `himalia`. */
export function himaliaCommand(
  args: readonly string[],
  { built = !process.execArgv.includes('--conditions=source') }: Pick<StartOptions, 'built'> = {},
): readonly [program: string, args: readonly string[]] {
  return [process.execPath, [...(built ? [] : ['--conditions=source']), bin, ...args]];
}

/**
 * Folders of somebody who has nothing of Jupyter yet, and the `himalia` command over them. What it starts neither sees nor
 * leaves anything of the user's but compiled code in the cache folder. Servers may share a home, or come one after the other.
 */
export class Home implements Disposable {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'himalia-home-')));
  readonly config: string = join(this.folder, 'config');
  readonly data: string = join(this.folder, 'data');
  readonly runtime: string = join(this.folder, 'runtime');
  /** Where commands run, and the root of servers. */
  readonly root: string = join(this.folder, 'root');

  constructor() {
    for (const path of [this.config, this.root]) mkdirSync(path);
  }

  get env(): Readonly<Record<string, string>> {
    const { PATH = '' } = process.env;
    return {
      PATH: [dirname(process.execPath), PATH].join(delimiter),
      HOME: this.folder,
      JUPYTER_CONFIG_DIR: this.config,
      JUPYTER_DATA_DIR: this.data,
      JUPYTER_RUNTIME_DIR: this.runtime,
      NODE_COMPILE_CACHE,
    };
  }

  /** Writes a file of the home, folders above it included; what is no text or bytes is written as JSON. Answers where it is. */
  write(path: string, content: string | object): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    const isPlain = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(file, isPlain ? content : JSON.stringify(content, null, 2));
    return file;
  }

  /** Makes a kernel known under its kernelspec's name; `{connection_file}` in `argv` is replaced by the server. */
  installKernel(name: string, argv: readonly string[], displayName: string = name): void {
    this.write(`data/kernels/${name}/kernel.json`, { argv, display_name: displayName, language: name });
  }

  /** Packs a package folder and installs it with npm into the root, as from a registry. Nothing is downloaded. */
  async installPackage(folder: string): Promise<void> {
    if (!existsSync(join(this.root, 'package.json')))
      this.write('root/package.json', { name: 'project', private: true });
    const npm = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await this.spawn('npm', args).ended();
      if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}:\n${stderr}`);
      return stdout.trim();
    };
    const packed = await npm('pack', folder, '--pack-destination', this.folder, '--silent');
    await npm('install', join(this.folder, packed), '--offline', '--no-audit', '--no-fund', '--silent');
  }

  /** Runs `himalia` to its end. */
  async run(args: readonly string[], options?: StartOptions): Promise<Ended> {
    return await this.start(args, options).ended();
  }

  /** Starts `himalia`, and waits for nothing. */
  start(args: readonly string[], options?: StartOptions): ServerProcess {
    return this.spawn(...himaliaCommand(args, options), options);
  }

  /** Starts a server on a free port. Rejects with its output when it does not get ready. */
  async serve(remix: string, args: readonly string[] = [], options?: StartOptions): Promise<ServerProcess> {
    return await this.start(['start', remix, '--port=0', '--no-browser', ...args], options).ready();
  }

  /** Starts another program over the same folders. */
  spawn(program: string, args: readonly string[], options: StartOptions = {}): ServerProcess {
    const { env = {}, cwd = this.root, input } = options;
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(program, args, { cwd, env: { ...this.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] });
    child.stdin?.end(input);
    return new ServerProcess(child, this.runtime);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
