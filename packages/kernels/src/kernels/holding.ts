import { join } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import type { Database } from '@himalia/contracts/database';
import type { Log } from '@himalia/core';
import type { KernelHost } from '../host/kernel-host.ts';
import { LocalHost } from '../host/local-host.ts';
import { SupervisedHost } from '../host/supervised-host.ts';
import { DatabaseKernelRecords } from '../records/database-kernel-records.ts';
import { thisProcess } from '../records/holder.ts';
import type { KernelRecords } from '../records/kernel-records.ts';
import { placeOf } from '../records/place-of.ts';
import { unusable } from '../supervisor/supervisor-folder.ts';
import { journalOf, type KernelValues } from './kernels-config.ts';

type HoldingSetup = {
  readonly config: KernelValues;
  /** Jupyter's runtime folder. */
  readonly runtime: string;
  readonly contents: Contents | undefined;
  readonly database: Database | undefined;
  readonly log: Log;
};
type Holding = {
  readonly host: KernelHost;
  /** Undefined without a database. */
  readonly records: KernelRecords | undefined;
  /** The process that its kernels end with (see `thisProcess`); undefined where they outlive this server. */
  readonly holder: string | undefined;
};

/** Where the kernels of a server are held, and where they are written down. */
export async function holding({ config, runtime, contents, database, log }: HoldingSetup): Promise<Holding> {
  const limits = journalOf(config);
  const records = database && new DatabaseKernelRecords(database, placeOf(runtime, contents));
  const why = config.supervisor ? unusable(runtime) : undefined;
  if (why !== undefined) log.warn(`Kernels end with this server: no supervisor can hold them, because ${why}.`);
  if (config.supervisor && why === undefined) {
    const host = new SupervisedHost({ runtime, limits, keep: records !== undefined, log });
    return { host, records, holder: undefined };
  }
  const host = new LocalHost({ folder: join(runtime, 'himalia'), limits });
  return { host, records, holder: await thisProcess() };
}
