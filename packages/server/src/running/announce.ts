import { Contents } from '@himalia/contracts/contents';
import { type Address, Http } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import type { Log } from '@himalia/core';
import type { Booted } from '../boot.ts';
import { runtimeFolder } from '../configuration/jupyter-folders.ts';
import type { HostValues } from '../host-section.ts';
import type { Environment, Prepared } from '../prepare-server.ts';
import { version } from '../version.ts';
import { openBrowser } from './open-browser.ts';
import { RuntimeFile, type ServerInfo } from './runtime-file.ts';

const say = (text: string): void => console.log(text);

/** Says where the server is: to the terminal, to other tools, to a browser. */
export function announce(
  prepared: Prepared,
  values: HostValues,
  booted: Booted,
  environment: Environment,
  log: Log,
): Disposable {
  const { address, running } = booted;
  if (!address) {
    say(
      `Himalia ${version()} runs the remix '${prepared.remix.name}'. No plugin of it serves HTTP, so nothing listens.`,
    );
    return nothing;
  }
  const { token = '', tokenGenerated = false } = running.services.get(Identity) ?? {};
  const landing = landingOf(prepared);
  const query = token === '' ? '' : `?token=${encodeURIComponent(token)}`;
  // What is printed is kept in logs: a token that lasts is not for them.
  const shownQuery = tokenGenerated || token === '' ? query : '?token=...';
  const info = serverInfo(booted, address, token);
  const file = written(runtimeFolder(environment), info, `${address.url}${landing}${query}`, log);
  const shown = values.displayUrl === '' ? address.url : values.displayUrl.replace(/\/*$/, '/');
  say(
    `Himalia ${version()} (${prepared.remix.name}) is ready after ${process.uptime().toFixed(1)} s:\n\n    ${shown}${landing}${shownQuery}\n`,
  );
  if (process.stdin.isTTY) say('Ctrl-C stops it.');
  if (values.openBrowser) void openBrowser(file?.pageUrl ?? `${address.url}${landing}`);
  return file ?? nothing;
}

const nothing: Disposable = { [Symbol.dispose]: () => {} };

/** A full disk keeps nobody from a server that runs. */
function written(folder: string, info: ServerInfo, landing: string, log: Log): RuntimeFile | undefined {
  try {
    const file = new RuntimeFile(folder, process.pid);
    file.write(info, landing);
    return file;
  } catch (error) {
    log.warn('Other commands do not find this server: its file cannot be written.', {
      error: (error as Error).message,
    });
    return undefined;
  }
}

/** The page to open, below the base URL: what the front ends were told, else the remix's. */
function landingOf({ plan, remix }: Prepared): string {
  const frontends: Readonly<Record<string, unknown>> = plan.config.get('@himalia/frontends:assets') ?? {};
  const chosen = frontends.defaultUrl;
  return typeof chosen === 'string' && chosen !== '' ? chosen.replace(/^\/+/, '') : remix.landing;
}

function serverInfo({ running }: Booted, address: Address, token: string): ServerInfo {
  return {
    base_url: running.services.get(Http)?.baseUrl ?? '/',
    hostname: address.host || 'localhost',
    password: running.services.get(Identity)?.passwordSet ?? false,
    pid: process.pid,
    port: address.port,
    root_dir: running.services.get(Contents)?.localPath('') ?? process.cwd(),
    secure: address.url.startsWith('https:'),
    sock: address.socket ?? '',
    token,
    url: address.url,
    version: version(),
  };
}
