import type { Interrupts } from './interrupts.ts';
import type { ModuleLoader } from './module-loader.ts';
import type { Variables } from './variables.ts';

/** What rewritten cells call: the global `__himalia`, and `__halted`, which loops look at. */
export function installRuntime(variables: Variables, loader: ModuleLoader, interrupts: Interrupts): void {
  const runtime = {
    hidden: variables.hidden,
    keep: (values: object) => Object.assign(variables.hidden, values),
    seal: (names: readonly string[]) => variables.seal(names),
    named: (value: object, name: string) => Object.defineProperty(value, 'name', { value: name, configurable: true }),
    import: (name: string, wanted?: readonly string[], attributes?: ImportAttributes) =>
      loader.import(name, wanted, attributes),
    begin: () => interrupts.begin(),
    halt: () => interrupts.halt(),
  };
  Object.defineProperty(globalThis, '__himalia', { value: Object.freeze(runtime) });
  Object.defineProperty(globalThis, '__halted', { value: interrupts.flags });
}
