import type { ConfigSection } from '@himalia/core';
import type { Configured } from '../../prepare-server.ts';

/** The values that a start would have; options of plugins that are not there have none. */
export class Settings {
  readonly #sections: readonly ConfigSection[];
  readonly #config: Configured['config'];

  constructor({ sections, config }: Pick<Configured, 'sections' | 'config'>) {
    this.#sections = sections;
    this.#config = config;
  }

  text(section: string, key: string): string {
    const value = this.#value(section, key);
    return typeof value === 'string' ? value : '';
  }

  number(section: string, key: string): number | undefined {
    const value = this.#value(section, key);
    return typeof value === 'number' ? value : undefined;
  }

  /** Whether files, variables or the command line say it. */
  isSaid(section: string, key: string): boolean {
    return this.#config[section]?.[key] !== undefined;
  }

  #value(section: string, key: string): unknown {
    const options = this.#sections.find((one) => one.key === section && one.options[key])?.options;
    return this.#config[section]?.[key] ?? options?.[key]?.default;
  }
}
