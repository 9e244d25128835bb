import { join } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import type { Database } from '@himalia/contracts/database';
import type { Log } from '@himalia/core';
import type { KernelHost } from '../host/kernel-host.ts';
import { LocalHost } from '../host/local-host.ts';
import { SupervisedHost } from '../host/supervised-host.ts';
import { DatabaseKernelRecords } from '../records/database-kernel-records.ts';
import type { KernelRecords } from '../records/kernel-records.ts';
import { placeOf } from '../records/place-of.ts';
import { unusable } from '../supervisor/supervisor-folder.ts';
import { journalOf, type KernelValues } from './kernels-config.ts';

export type HoldingSetup = {
  readonly config: KernelValues;
  /** Jupyter's runtime folder. */
  readonly runtime: string;
  readonly contents: Contents | undefined;
  readonly database: Database | undefined;
  readonly log: Log;
};
export type Holding = {
  readonly host: KernelHost;
  /** Undefined: nothing outlives this server, so there is nothing to write down. */
  readonly records: KernelRecords | undefined;
};

/** Where the kernels of a server are held, and where they are written down. */
export function holding({ config, runtime, contents, database, log }: HoldingSetup): Holding {
  const limits = journalOf(config);
  const why = config.supervisor ? unusable(runtime) : undefined;
  if (why !== undefined) log.warn(`Kernels end with this server: no supervisor can hold them, because ${why}.`);
  if (!config.supervisor || why !== undefined) {
    return { host: new LocalHost({ folder: join(runtime, 'himalia'), limits }), records: undefined };
  }
  const records = database && new DatabaseKernelRecords(database, placeOf(runtime, contents));
  return { host: new SupervisedHost({ runtime, limits, keep: records !== undefined, log }), records };
}
