import type { HeldProcess, Provisioner, Provisioners } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import type { HeldModel } from '../feed/held-model.ts';
import type { KernelRemains } from '../feed/kernel-feed.ts';
import type { KernelHost } from '../host/kernel-host.ts';
import { isProcess } from '../processes/process-start.ts';
import { sendSignal } from '../processes/send-signal.ts';
import { isHeld } from '../records/holder.ts';
import type { KernelRecord } from '../records/kernel-records.ts';
import { EndedKernel } from './ended-kernel.ts';
import { exitReason } from './exit-reason.ts';
import type { KernelSetup, RunningKernel } from './running-kernel.ts';

export type KernelParts = Pick<KernelSetup, 'id' | 'spec' | 'provisioner' | 'cwd' | 'env'>;
type AdoptionSetup = {
  readonly host: KernelHost;
  readonly provisioners: Provisioners;
  readonly log: Log;
  readonly make: (parts: KernelParts) => RunningKernel;
};
/** What became of a recorded kernel: it goes on here, it has ended, it cannot be taken up now; none of these: it is another server's. */
type AdoptionResult = {
  readonly record: KernelRecord;
  readonly kernel?: RunningKernel;
  readonly ended?: EndedKernel;
  /** In words. */
  readonly problem?: string;
};

/** Goes on with kernels that were written down. */
export class KernelAdoption {
  readonly #setup: AdoptionSetup;

  constructor(setup: AdoptionSetup) {
    this.#setup = setup;
  }

  /** Rejects when nobody says what is held, and so nothing can be decided. */
  async adopt(records: readonly KernelRecord[]): Promise<readonly AdoptionResult[]> {
    if (records.length === 0) return [];
    const held = new Map((await this.#setup.host.held()).map((model) => [model.id, model]));
    return await Promise.all(records.map((record) => this.#adopt(record, held.get(record.id))));
  }

  /** Never rejects. */
  async #adopt(record: KernelRecord, known: HeldModel | undefined): Promise<AdoptionResult> {
    const { id, holder } = record;
    const { host, log } = this.#setup;
    try {
      if (known?.attached || (holder !== undefined && (await isHeld(holder)))) return { record };
      const provisioner = this.#setup.provisioners.get(record.provisioner);
      if (!provisioner?.adopt) throw new Error(`no provisioner "${record.provisioner}" that adopts`);
      if (holder !== undefined) return { record, ended: await this.#endWithHolder(record, provisioner) };
      const held = await host.adopt(id, record);
      if (!held) return { record, ended: await this.#end(record, known, provisioner) };
      const kernel = await this.#goOn(record, provisioner, held, known);
      log.info('kernel goes on', { kernel: id, name: record.spec.name, pid: record.pid });
      return { record, kernel };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return code === 'attached' ? { record } : { record, problem: message };
    }
  }

  async #goOn(
    record: KernelRecord,
    provisioner: Provisioner,
    held: HeldProcess,
    known: HeldModel | undefined,
  ): Promise<RunningKernel> {
    const { id, spec, cwd, document } = record;
    const process = await provisioner.adopt?.({ id, process: held, connection: known?.connection });
    if (!process) throw new Error(`the provisioner ${provisioner.name} adopts nothing`);
    const env: Record<string, string> = document === undefined ? {} : { JPY_SESSION_NAME: document };
    const kernel = this.#setup.make({ id, spec, provisioner, cwd, env });
    try {
      await kernel.adopt(process, held, record);
      return kernel;
    } catch (error) {
      await kernel.release();
      throw error;
    }
  }

  /** Its server held it itself, and was killed. A kernel that has not noticed must not go on unseen. */
  async #endWithHolder(record: KernelRecord, provisioner: Provisioner): Promise<EndedKernel> {
    if (await isProcess(record.pid, record.startTime)) sendSignal(record.pid, 'SIGKILL');
    const remains = this.#setup.host.leftBy(record.id);
    return await this.#bury(record, 'it ended with the server that held it', remains, provisioner);
  }

  async #end(record: KernelRecord, known: HeldModel | undefined, provisioner: Provisioner): Promise<EndedKernel> {
    const { host } = this.#setup;
    const how = known?.exit ? exitReason(known.exit, known.lastOutput ?? '') : 'how is not known';
    const remains = known?.connection ? await host.hold(record.id, known.connection) : host.leftBy(record.id);
    return await this.#bury(record, how, remains, provisioner);
  }

  async #bury(
    record: KernelRecord,
    how: string,
    remains: KernelRemains,
    provisioner: Provisioner,
  ): Promise<EndedKernel> {
    const { host, log } = this.#setup;
    const { id } = record;
    log.warn('kernel ended while no server ran', { kernel: id, how });
    await provisioner.clear?.(id);
    const ended = new EndedKernel(record, how, remains, () => host.clear(id));
    await ended.tell();
    return ended;
  }
}
