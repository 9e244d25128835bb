import type { HeldProcess, Provisioner, Provisioners } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import type { HeldModel, KernelHost } from '../host/kernel-host.ts';
import type { KernelRecord } from '../records/kernel-records.ts';
import { exitReason } from './exit-reason.ts';
import type { KernelSetup, RunningKernel } from './running-kernel.ts';

export type KernelParts = Pick<KernelSetup, 'id' | 'spec' | 'provisioner' | 'cwd' | 'env'>;
export type AdoptionSetup = {
  readonly host: KernelHost;
  readonly provisioners: Provisioners;
  readonly log: Log;
  readonly make: (parts: KernelParts) => RunningKernel;
};
/** What became of a recorded kernel: it goes on here, it has ended (why), or it is another server's. */
export type AdoptionResult = {
  readonly id: string;
  readonly name: string;
  readonly kernel?: RunningKernel;
  readonly ended?: string;
  readonly others?: true;
};

/** Goes on with kernels that were written down. */
export class KernelAdoption {
  readonly #setup: AdoptionSetup;
  #held: Promise<readonly HeldModel[]> | undefined;

  constructor(setup: AdoptionSetup) {
    this.#setup = setup;
  }

  /** Never rejects. */
  async adopt(record: KernelRecord): Promise<AdoptionResult> {
    const { id } = record;
    const { name } = record.spec;
    const { log } = this.#setup;
    try {
      const known = await this.#heldAs(id);
      if (known?.attached) return { id, name, others: true };
      const provisioner = this.#setup.provisioners.get(record.provisioner);
      if (!provisioner?.adopt) throw new Error(`no provisioner "${record.provisioner}" that adopts`);
      const held = await this.#setup.host.adopt(id, record);
      if (!held) return { id, name, ended: await this.#clear(id, known, provisioner) };
      const kernel = await this.#goOn(record, provisioner, held, known);
      log.info('kernel goes on', { kernel: id, name, pid: record.pid });
      return { id, name, kernel };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      if (code === 'attached') return { id, name, others: true };
      log.error('kernel not adopted', { kernel: id, error: message });
      return { id, name, others: true };
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
    await kernel.adopt(process, held, record);
    return kernel;
  }

  async #clear(id: string, known: HeldModel | undefined, provisioner: Provisioner): Promise<string> {
    const { host, log } = this.#setup;
    const how = known?.exit ? `: ${exitReason(known.exit, known.lastOutput ?? '')}` : '; how is not known';
    if (known?.connection) await (await host.hold(id, known.connection)).end();
    await host.clear(id);
    await provisioner.clear?.(id);
    log.warn('kernel ended while no server ran', { kernel: id, how });
    return `The kernel ended while no server ran${how}`;
  }

  async #heldAs(id: string): Promise<HeldModel | undefined> {
    this.#held ??= this.#setup.host.held();
    return (await this.#held).find((model) => model.id === id);
  }
}
