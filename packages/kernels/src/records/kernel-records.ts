import type { ExecutionState } from '@himalia/contracts/kernels';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';

/** What a server writes down of a kernel, so that the next one finds it. */
export type KernelRecord = {
  readonly id: string;
  /** As it was when the kernel was started. */
  readonly spec: Kernelspec;
  readonly provisioner: string;
  /** Folder that it was started in. */
  readonly cwd: string;
  /** Its document, as the kernel itself was told (`JPY_SESSION_NAME`). */
  readonly document: string | undefined;
  readonly pid: number;
  /** See `processStart`. */
  readonly startTime: string;
  /** When it was started, in milliseconds since 1970, as the last activity. */
  readonly launched: number;
  readonly state: ExecutionState;
  /** Header of the request that it computes, as JSON. */
  readonly execution: string | undefined;
  readonly lastActivity: number;
  /** The last message of its journal that state and activity know of. */
  readonly sequence: number;
  /** The process that it ends with (see `thisProcess`); undefined where it outlives its server. */
  readonly holder?: string;
};

/** The kernels of one place: machine, runtime folder and root folder. */
export interface KernelRecords {
  list(): Promise<readonly KernelRecord[]>;
  put(record: KernelRecord): Promise<void>;
  remove(id: string): Promise<void>;
  /** Those of these ids that are not recorded, also not for another place. */
  strange(ids: readonly string[]): Promise<readonly string[]>;
  /** Where they are; another object when that is a new one, because somebody removed the database. */
  store(): Promise<object>;
}

/** What only says that time passes is written no more often, in milliseconds. */
const exactnessMs = 10_000;

/** Whether a kernel is to be written down again. */
export function kernelDiffers(record: KernelRecord, written: KernelRecord): boolean {
  if (record.pid !== written.pid || record.state !== written.state || record.execution !== written.execution)
    return true;
  return Math.abs(record.lastActivity - written.lastActivity) > exactnessMs;
}
