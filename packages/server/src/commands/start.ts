import { Contents } from '@himalia/contracts/contents';
import { type Address, Http } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import { createLog, type Diagnostic, DiagnosticError, describe, type Log, StartError } from '@himalia/core';
import { type Booted, boot, ListenError } from '../boot.ts';
import { runtimeFolder } from '../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError } from '../exit-error.ts';
import type { HostValues } from '../host-section.ts';
import { type Environment, type Prepared, prepareServer } from '../prepare-server.ts';
import { watchUncaught } from '../running/last-resort.ts';
import { openBrowser } from '../running/open-browser.ts';
import { RuntimeFile, type ServerInfo } from '../running/runtime-file.ts';
import { StopRequests } from '../running/stop-requests.ts';
import { stopWithin } from '../running/stop-within.ts';
import { version } from '../version.ts';

const say = (text: string): void => console.log(text);

/** `himalia start [REMIX] [OPTIONS]`: runs until somebody stops it. */
export async function startCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const prepared = await prepareServer(args, environment);
  const values = prepared.plan.sections.get('server') as HostValues;
  const log = createLog({ level: values.logLevel, format: values.logFormat });
  for (const warning of prepared.warnings) log.warn(warning);
  if (process.getuid?.() === 0 && !values.allowRoot) log.warn('Running as root; --allow-root says that this is meant.');
  using requests = new StopRequests({ confirm: values.confirmStop, say });
  let booted: Booted | undefined;
  using _watch = watchUncaught(
    log,
    () => booted?.running,
    (reason) => requests.stop(reason, 1),
  );
  booted = await bootOrExplain(prepared, values, log, requests);
  using _file = announce(prepared, values, booted, environment);
  return await untilStopped(booted, values, log, requests);
}

async function bootOrExplain(
  { plan }: Prepared,
  values: HostValues,
  log: Log,
  requests: StopRequests,
): Promise<Booted> {
  const starting = new AbortController();
  void requests.requested.then(({ reason }) => starting.abort(new ExitError(1, `Stopped while starting: ${reason}.`)));
  const host = { stop: (reason: string): void => requests.stop(reason) };
  const limits = { timeout: values.startTimeout * 1000, stopTimeout: values.stopTimeout * 1000 };
  try {
    return await boot(plan, { log, host, signal: starting.signal, ...limits });
  } catch (error) {
    if (error instanceof DiagnosticError) throw new ExitError(78, `The server cannot start:\n\n${error.message}`);
    log.debug('The start failed.', { error });
    if (error instanceof ListenError) throw new ExitError(1, `${error.message}.`, { cause: error });
    if (error instanceof StartError)
      throw new ExitError(isMisfit(error) ? 78 : 1, startMessage(error), { cause: error });
    throw error;
  }
}

/** What a plugin serves does not fit its documents: it fails, and the fault is that of the plugin's author. */
function isMisfit(error: StartError): boolean {
  return error.cause instanceof DiagnosticError;
}

function startMessage(error: StartError): string {
  const undone = error.undoing.map((other) => `  and while this was undone: ${other.message}`);
  return `The server cannot start:\n\n${[describe(diagnosticsOf(error)), ...undone].join('\n')}`;
}

function diagnosticsOf({ message, plugin, cause }: StartError): readonly Diagnostic[] {
  if (cause instanceof DiagnosticError) {
    return cause.diagnostics.map((diagnostic) => ({ ...diagnostic, plugins: [plugin] }));
  }
  const hint = `See what it says, or start without it: himalia plugin disable ${plugin}.`;
  return [{ code: 'E_START', message, hint, plugins: [plugin], tokens: [] }];
}

/** Says where the server is: to the terminal, to other tools, to a browser. */
function announce(prepared: Prepared, values: HostValues, booted: Booted, environment: Environment): Disposable {
  const { address, running } = booted;
  if (!address) {
    say(
      `Himalia ${version()} runs the remix '${prepared.remix.name}'. No plugin of it serves HTTP, so nothing listens.`,
    );
    return { [Symbol.dispose]: () => {} };
  }
  const token = running.services.get(Identity)?.token ?? '';
  const query = token === '' ? '' : `?token=${encodeURIComponent(token)}`;
  const landing = `${landingOf(prepared)}${query}`;
  const file = new RuntimeFile(runtimeFolder(environment), process.pid);
  file.write(serverInfo(booted, address, token), `${address.url}${landing}`);
  const shown = values.displayUrl === '' ? address.url : values.displayUrl.replace(/\/*$/, '/');
  say(
    `Himalia ${version()} (${prepared.remix.name}) is ready after ${process.uptime().toFixed(1)} s:\n\n    ${shown}${landing}\n`,
  );
  if (process.stdin.isTTY) say('Ctrl-C stops it.');
  if (values.openBrowser) void openBrowser(file.pageUrl);
  return file;
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

async function untilStopped(
  { running }: Booted,
  values: HostValues,
  log: Log,
  requests: StopRequests,
): Promise<ExitCode> {
  const idle = setInterval(() => {}, 3_600_000); // a server without a socket would end by itself
  const { reason, code } = await requests.requested;
  clearInterval(idle);
  log.info(`Stopping: ${reason}`);
  const clean = await stopWithin(running, reason, values.stopTimeout * 1000, log);
  return clean ? code : 1;
}
