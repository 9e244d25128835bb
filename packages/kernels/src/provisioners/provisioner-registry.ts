import type { Provisioner, Provisioners } from '@himalia/contracts/kernels';

/** The provisioners that plugins brought, by name. */
export class ProvisionerRegistry implements Provisioners {
  readonly #byName = new Map<string, Provisioner>();

  register(provisioner: Provisioner): Disposable {
    const { name } = provisioner;
    if (this.#byName.has(name)) throw new Error(`two provisioners are called "${name}"`);
    this.#byName.set(name, provisioner);
    return { [Symbol.dispose]: () => void this.#byName.delete(name) };
  }

  get(name: string): Provisioner | undefined {
    return this.#byName.get(name);
  }
}
