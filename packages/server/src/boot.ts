import { type Address, Http } from '@himalia/contracts/http';
import { DiagnosticError, type Host, type Log, type Plan, type Running, start, unserved } from '@himalia/core';
import { RunningPlugins } from './running/running-plugins.ts';

export type BootOptions = {
  readonly log: Log;
  readonly host?: Pick<Host, 'stop'>;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
  /** For the start of each plugin, in milliseconds. */
  readonly timeout?: number;
  /** For the end of each service, in milliseconds. */
  readonly stopTimeout?: number;
};
/** A started plan; without a plugin that provides `Http` nothing listens and there is no address. */
export type Booted = { readonly running: Running; readonly address: Address | undefined };

/** The port could not be opened; the message says why. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Starts the plugins, checks that what they promise is served, and only then opens the port. Rejects with `StartError`,
 * with `DiagnosticError` or with `ListenError`; nothing stays behind.
 */
export async function boot(plan: Plan, options: BootOptions): Promise<Booted> {
  const plugins = new RunningPlugins(plan);
  const running = await start(plan, { ...options, plugins });
  plugins.running = running;
  try {
    const http = running.services.get(Http);
    if (!http) return { running, address: undefined };
    for (const { id, state } of running.status()) if (state === 'failed') await refuse(plan, id, http);
    const diagnostics = unserved(plan, http.served);
    if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
    return { running, address: await listen(http) };
  } catch (error) {
    await running.stop('the start failed').catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}

/** The server lives on without this plugin: what it promised answers 503. */
async function refuse({ order }: Plan, id: string, http: Http): Promise<void> {
  const contracts = order.find((plugin) => plugin.id === id)?.contracts ?? [];
  for (const contract of contracts) await http.unavailable(contract, `The plugin ${id} failed to start`);
}

async function listen(http: Http): Promise<Address> {
  try {
    return await http.listen();
  } catch (cause) {
    throw new ListenError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
