import { readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';

/** What the search for paths asks of a machine; files are only looked at, and no process is started. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Whether this user owns a folder, or could have made it. */
  owns(path: string): boolean;
};

/** This machine, as this process sees it. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: realPath(homedir()),
    owns: (path) => process.geteuid === undefined || status(path)?.uid === process.geteuid(),
  };
}

const status = (path: string): ReturnType<typeof statSync> => statSync(path, { throwIfNoEntry: false });

export const isFile = (path: string): boolean => quietly(() => status(path)?.isFile()) ?? false;
export const isFolder = (path: string): boolean => quietly(() => status(path)?.isDirectory()) ?? false;
export const realPath = (path: string): string => quietly(() => realpathSync(path)) ?? path;

/** The beginning of a text file; undefined when it cannot be read. */
export const textOf = (path: string): string | undefined => quietly(() => readFileSync(path, 'utf8').slice(0, 4096));

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
