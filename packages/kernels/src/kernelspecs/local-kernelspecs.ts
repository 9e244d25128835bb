import type { Provisioners } from '@himalia/contracts/kernels';
import type { BrokenKernelspec, Kernelspec, KernelspecSource, Kernelspecs } from '@himalia/contracts/kernelspecs';
import type { Log } from '@himalia/core';
import { provisionerOf } from './kernel-json.ts';
import type { Found, MachineKernelspecs } from './machine-kernelspecs.ts';

type KernelspecRules = {
  /** Names that may be used, in lower case; empty means all. */
  readonly allowed: readonly string[];
  readonly defaultName: string | undefined;
};

/** The kernelspecs of this machine and of the sources that plugins register. */
export class LocalKernelspecs implements Kernelspecs {
  readonly #machine: MachineKernelspecs;
  readonly #rules: KernelspecRules;
  readonly #provisioners: Provisioners | undefined;
  readonly #log: Log;
  readonly #sources = new Set<KernelspecSource>();

  constructor(machine: MachineKernelspecs, rules: KernelspecRules, log: Log, provisioners?: Provisioners) {
    this.#machine = machine;
    this.#rules = { ...rules, allowed: rules.allowed.map((name) => name.toLowerCase()) };
    this.#log = log;
    this.#provisioners = provisioners;
  }

  async list(): Promise<readonly Kernelspec[]> {
    return (await this.#find()).specs;
  }

  async get(name: string): Promise<Kernelspec | undefined> {
    const wanted = name.toLowerCase();
    return (await this.list()).find((spec) => spec.name === wanted);
  }

  async broken(): Promise<readonly BrokenKernelspec[]> {
    return (await this.#find()).broken;
  }

  async defaultName(): Promise<string> {
    const names = (await this.list()).map(({ name }) => name);
    const wanted = this.#rules.defaultName?.toLowerCase();
    if (wanted && names.includes(wanted)) return wanted;
    return names.includes('python3') ? 'python3' : (names[0] ?? 'python3');
  }

  register(source: KernelspecSource): Disposable {
    this.#sources.add(source);
    return { [Symbol.dispose]: () => void this.#sources.delete(source) };
  }

  async #find(): Promise<Found> {
    const sources = [...this.#sources].sort((a, b) => a.rank - b.rank);
    const [machine, ...further] = await Promise.all([
      this.#machine.find(),
      ...sources.map((source) => this.#ask(source)),
    ]);
    const byName = new Map<string, Kernelspec>();
    for (const spec of [...machine.specs, ...further.flat()]) if (!byName.has(spec.name)) byName.set(spec.name, spec);
    const allowed = [...byName.values()].filter((spec) => this.#allows(spec));
    const orphans = allowed.flatMap((spec) => this.#orphan(spec) ?? []);
    return {
      specs: allowed.filter((spec) => !this.#orphan(spec)),
      broken: [...machine.broken.filter((spec) => this.#allows(spec)), ...orphans],
    };
  }

  #allows({ name }: Pick<Kernelspec, 'name'>): boolean {
    return this.#rules.allowed.length === 0 || this.#rules.allowed.includes(name);
  }

  /** A kernelspec whose provisioner nobody brings cannot be started, so it is not offered. */
  #orphan(spec: Kernelspec): BrokenKernelspec | undefined {
    const provisioner = provisionerOf(spec);
    if (!this.#provisioners || this.#provisioners.get(provisioner)) return undefined;
    const problem = `it needs the provisioner "${provisioner}", which this server does not have`;
    return { name: spec.name, path: spec.resourceDir, problem };
  }

  async #ask(source: KernelspecSource): Promise<readonly Kernelspec[]> {
    try {
      return await source.list();
    } catch (error) {
      this.#log.warn(`kernelspec source ${source.id} failed`, { error: (error as Error).message });
      return [];
    }
  }
}
