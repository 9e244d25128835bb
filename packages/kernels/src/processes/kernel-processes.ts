import { join } from 'node:path';
import { AdoptedProcess } from './adopted-process.ts';
import { OutputFile } from './output-file.ts';
import { SpawnedProcess, type SpawnOptions } from './spawned-process.ts';

/** The processes of kernels, whose output goes to files of one folder. */
export class KernelProcesses {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Rejects with the system's error when it cannot be started. */
  spawn(id: string, options: SpawnOptions): Promise<SpawnedProcess> {
    return SpawnedProcess.start(options, this.#output(id, false));
  }

  /** A process that runs already; undefined when it does not. */
  adopt(id: string, pid: number, startTime: string): Promise<AdoptedProcess | undefined> {
    return AdoptedProcess.adopt(pid, startTime, () => this.#output(id, true));
  }

  #output(id: string, goOn: boolean): OutputFile {
    return OutputFile.open(join(this.#folder, `${id}.log`), goOn);
  }
}
