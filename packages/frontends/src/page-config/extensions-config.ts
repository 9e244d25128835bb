import type { FederatedExtension } from '@himalia/contracts/frontends';
import { merge, namesOn, type Values, withLists } from './switches.ts';

/**
 * Extensions whose server part is a contract of ours. Without it they are left out: they replace what works without them,
 * above all the file browser.
 */
const serverParts: Readonly<Record<string, string>> = {
  '@jupyter/collaboration-extension': 'collaboration',
  '@jupyter/docprovider-extension': 'collaboration',
};

/** What a page needs to load an extension. */
export type ListedExtension = FederatedExtension['build'] & { readonly name: string; readonly entrypoints: null };

/** What extensions and the configuration say together about which plugins a page starts. */
export function withExtensions(
  config: Values,
  extensions: readonly FederatedExtension[],
  serves: (contract: string) => boolean,
): Values & { readonly federated_extensions: readonly ListedExtension[] } {
  const off = new Set(namesOn(config.disabledExtensions));
  const usable = extensions.filter(({ name }) => {
    const part = serverParts[name];
    return part === undefined || serves(part);
  });
  const replaced = usable.filter(({ name }) => !off.has(name)).flatMap(({ disables }) => disables);
  const fromExtensions = { disabledExtensions: Object.fromEntries(replaced.map((name) => [name, true])) };
  return {
    // The configuration comes second: false there switches on again what an extension replaced.
    ...withLists(merge(fromExtensions, config)),
    federated_extensions: usable.map(({ name, build }) => ({ name, ...build, entrypoints: null })),
  };
}
