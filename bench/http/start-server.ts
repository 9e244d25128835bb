import { type Home, megabytesOf, processorMilliseconds } from '@himalia/testing';
import { cost, serverProcesses } from '../processes.ts';
import { type Kind, type Name, type Place, type Server, start } from '../servers.ts';

export type Started = {
  readonly name: Name;
  readonly url: string;
  readonly token: string;
  readonly process: Server;
  /** From the command to the first answer of `/api/status`. */
  readonly milliseconds: number;
};

/** What the original is compared without: collaboration, which is not its own, and asking the internet for news. */
export function configure(home: Home): void {
  const off = (...extensions: string[]) => Object.fromEntries(extensions.map((extension) => [extension, false]));
  const server = { ServerApp: { jpserver_extensions: off('jupyter_server_ydoc', 'jupyter_server_fileid') } };
  const disabledExtensions = {
    '@jupyter/collaboration-extension': true,
    '@jupyter/docprovider-extension': true,
    '@jupyterlab/apputils-extension:announcements': true,
  };
  home.write('config/jupyter_server_config.json', server);
  home.write('config/labconfig/page_config.json', { disabledExtensions });
}

/** Starts a server, and measures how long it takes. */
export async function startMeasured(name: Name, kind: Kind, place: Place): Promise<Started> {
  const began = performance.now();
  const process = await start(name, kind, place);
  await process.json('api/status');
  const { url, token } = process;
  return { name, url, token, process, milliseconds: performance.now() - began };
}

/** Milliseconds of processor time that the server has had, its processes together (Linux). */
export function cpuOf({ process: { pid } }: Started): number {
  return serverProcesses(pid).reduce((sum, one) => sum + processorMilliseconds(one), 0);
}

/** Resident memory in megabytes (Linux). */
export function memoryOf({ process: { pid } }: Started): number {
  return cost(serverProcesses(pid)).residentKilobytes / 1024;
}

/** The most that its largest process ever had, in megabytes (Linux). */
export function peakMemoryOf({ process: { pid } }: Started): number {
  return Math.max(...serverProcesses(pid).map((one) => megabytesOf(one, 'VmHWM')));
}
