import { Http } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import {
  keyOf,
  type Plan,
  type Plugin,
  type PluginControl,
  PluginControlError,
  type PluginReport,
  type Running,
} from '@himalia/core';

/** Without these nobody could ask for anything, or everybody for everything. */
const carrying: readonly string[] = [Http, Identity].map(keyOf);

/** Changes the plugins of a running server, one after the other: requests first, then the service. */
export class RunningPlugins implements PluginControl {
  running: Running | undefined;
  readonly #plan: Plan;
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  list(): readonly PluginReport[] {
    const { running } = this;
    if (!running) return [];
    return running.status().map((status) => {
      const { description = '', provides, contracts = [] } = this.#plugin(status.id) ?? {};
      const names = contracts.map(({ name }) => name);
      const dependents = running.dependentsOf(status.id);
      return { ...status, description, provides: provides && keyOf(provides), contracts: names, dependents };
    });
  }

  async activate(id: string): Promise<void> {
    await this.#next(async (running) => {
      try {
        await running.activate(id);
      } catch (error) {
        await this.#silence(running, id, `The plugin ${id} is not active`);
        throw error;
      }
    });
  }

  async deactivate(id: string): Promise<void> {
    await this.#next(async (running) => {
      const { provides, contracts = [] } = this.#plugin(id) ?? {};
      const fixed =
        (provides && carrying.includes(keyOf(provides))) || contracts.some(({ name }) => name === 'plugins');
      if (fixed) throw new PluginControlError('fixed', `${id} carries the server and stays; stop the server instead.`);
      if (running.dependentsOf(id).length === 0) await this.#silence(running, id, `The plugin ${id} was deactivated`);
      await running.deactivate(id);
    });
  }

  async #silence(running: Running, id: string, why: string): Promise<void> {
    const http = running.services.get(Http);
    const contracts = this.#plugin(id)?.contracts ?? [];
    await Promise.all(contracts.map((contract) => http?.unavailable(contract, why)));
  }

  #plugin(id: string): Plugin | undefined {
    return this.#plan.order.find((plugin) => plugin.id === id);
  }

  async #next(change: (running: Running) => Promise<void>): Promise<void> {
    const { running } = this;
    if (!running) throw new PluginControlError('stopping', 'The server is starting.');
    const result = this.#last.then(() => change(running));
    this.#last = result.catch(() => {}); // told to whoever asked
    await result;
  }
}
