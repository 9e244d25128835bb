import { createLog, type Diagnostic, DiagnosticError, describe, type Log, StartError } from '@himalia/core';
import { type Booted, boot, ListenError } from '../boot.ts';
import { type ExitCode, ExitError } from '../exit-error.ts';
import type { HostValues } from '../host-section.ts';
import { type Environment, type Prepared, prepareServer } from '../prepare-server.ts';
import { watchUncaught } from '../running/last-resort.ts';
import { StopRequests } from '../running/stop-requests.ts';
import { stopWithin } from '../running/stop-within.ts';

/** `himalia start [REMIX] [FILE] [OPTIONS]`: runs until somebody stops it. */
export async function startCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const prepared = await prepareServer(args, environment);
  const values = prepared.plan.sections.get('server') as HostValues;
  const log = createLog({ level: values.logLevel, format: values.logFormat });
  for (const warning of prepared.warnings) log.warn(warning);
  if (process.getuid?.() === 0 && !values.allowRoot) log.warn('Running as root; --allow-root says that this is meant.');
  using requests = new StopRequests({ confirm: values.confirmStop, say: (text) => console.log(text) });
  let booted: Booted | undefined;
  using _watch = watchUncaught(
    log,
    () => booted?.running,
    (reason) => requests.stop(reason, 1),
  );
  booted = await bootOrExplain(prepared, values, log, requests);
  // After the port is open: what this needs delays no first answer.
  const { announce } = await import('../running/announce.ts');
  using _file = announce(prepared, values, booted, environment, log);
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
  // What comes with Himalia fails for what somebody configured, and a server without files or login is no way out.
  const hint = plugin.startsWith('@himalia/')
    ? 'Set right what it says; "himalia config show --origin" tells where each value was said.'
    : `See what it says, or start without it: himalia plugin disable ${plugin}.`;
  return [{ code: 'E_START', message, hint, plugins: [plugin], tokens: [] }];
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
