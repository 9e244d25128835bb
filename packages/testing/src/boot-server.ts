import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, createLog, describe, type Plugin, type Running, resolve } from '@himalia/core';
import { boot, loadPlugins } from 'himalia';
import type { WebSocket } from 'ws';
import { type AskInit, askAsOwner, socketAsOwner } from './as-owner.ts';

export type TestServerOptions = {
  /** Ids of built-in plugins, or plugins themselves. */
  readonly plugins: readonly (string | Plugin)[];
  /** Merged over what a test server has: a free port, a token, validated replies, a temporary root. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Receives every log line. */
  readonly onLog?: (line: string) => void;
};

/** A server in this process, on a free port, with folders of its own that go when it stops. */
export interface TestServer extends AsyncDisposable {
  /** Ends with a slash, base URL included. */
  readonly url: string;
  readonly token: string;
  /** The root of its contents. */
  readonly root: string;
  /** Holds `config`, `data`, `runtime` and `home` of Jupyter. */
  readonly folder: string;
  readonly running: Running;
  /** Everything logged so far. */
  readonly log: string;
  /** Asks as the token's owner; `path` is relative to the base URL. A body that is no text or bytes is sent as JSON. */
  ask(path: string, init?: AskInit): Promise<Response>;
  /** Opens a WebSocket as the token's owner. */
  socket(path: string, protocols?: readonly string[], headers?: Readonly<Record<string, string>>): WebSocket;
  stop(): Promise<void>;
}

const token = 'a-token-for-tests-0123456789abcdef';

/** Jupyter's folders point into `folder` for the rest of this process: one test file, one process. */
function isolate(folder: string): void {
  const own = { HOME: 'home', JUPYTER_CONFIG_DIR: 'config', JUPYTER_DATA_DIR: 'data', JUPYTER_RUNTIME_DIR: 'runtime' };
  for (const [name, part] of Object.entries(own)) process.env[name] = join(folder, part);
  process.env.XDG_DATA_HOME = join(folder, 'home/.local/share');
  process.env.XDG_CACHE_HOME ??= join(tmpdir(), 'himalia-test-cache');
  for (const name of ['JUPYTER_PATH', 'JUPYTER_CONFIG_PATH', 'JUPYTER_TOKEN', 'VIRTUAL_ENV', 'CONDA_PREFIX'])
    delete process.env[name];
}

function merged(base: Config, over: TestServerOptions['config'] = {}): Config {
  const sections = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...sections].map((key) => [key, { ...(base[key] as object), ...over[key] }]));
}

async function asPlugins(named: TestServerOptions['plugins']): Promise<Plugin[]> {
  const loaded = await loadPlugins(named.filter((plugin) => typeof plugin === 'string'));
  return [...loaded, ...named.filter((plugin) => typeof plugin !== 'string')];
}

/** Sections that only servers with the plugin know are left out. */
function fitting(plugins: readonly Plugin[], config: Config): Config {
  const keys = new Set(plugins.map((plugin) => plugin.config?.key));
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.has(key)));
}

/** Boots a server for a test. Throws the diagnostics when its plugins do not fit. */
export async function bootServer(options: TestServerOptions): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-test-'));
  const root = mkdtempSync(join(folder, 'root-'));
  isolate(folder);
  const plugins = await asPlugins(options.plugins);
  const own = fitting(plugins, {
    http: { port: 0, validateReplies: true },
    identity: { token },
    contents: { rootDir: root },
    // One process is enough for most tests; those of the supervisor switch it on.
    kernels: { supervisor: false },
  });
  const { plan, diagnostics } = resolve(plugins, merged(own, options.config));
  if (!plan) throw new Error(describe(diagnostics));
  let lines = '';
  const write = (line: string): void => {
    lines += line;
    options.onLog?.(line);
  };
  const { running, address } = await boot(plan, { log: createLog({ level: 'debug', format: 'text', write }) });
  if (!address) throw new Error('nothing listens: add @himalia/http:fastify');
  const { url } = address;
  const stop = async (): Promise<void> => {
    await running.stop('the test is over');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  return {
    url,
    token,
    root,
    folder,
    running,
    get log() {
      return lines;
    },
    ask: (path, init) => askAsOwner({ url, token }, path, init),
    socket: (path, protocols, headers) => socketAsOwner({ url, token }, path, protocols, headers),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
