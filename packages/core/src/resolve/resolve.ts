import type { Options, Values } from '../config.ts';
import type { Plugin } from '../plugin.ts';
import { absentContracts, contractClashes, promisesOf } from './contracts.ts';
import { withoutDuplicates } from './duplicates.ts';
import { flagClashes } from './flags.ts';
import { unmetNeeds } from './needs.ts';
import { orderOf } from './order.ts';
import type { Config, Plan, Resolution, ResolveOptions } from './plan.ts';
import { chooseProviders } from './providers.ts';
import { routeClashes } from './routes.ts';
import { checkSections, pick, sectionsOf } from './sections.ts';

/** Decides, without running anything, whether these plugins and this configuration fit together. Pure. */
export function resolve(plugins: readonly Plugin[], config: Config, options: ResolveOptions = {}): Resolution {
  const unique = withoutDuplicates(plugins);
  const providers = chooseProviders(unique.plugins, options);
  const { active, byKey, unchosen } = providers;
  const enabled = new Set(active.map((plugin) => plugin.id));
  const available = (options.available ?? []).filter((plugin) => !enabled.has(plugin.id));
  const promised = promisesOf(active);
  const order = orderOf(active, byKey);
  const hosts = (options.sections ?? []).map((section) => ({ section }));
  const owned = [...hosts, ...sectionsOf(active)];
  const sections = checkSections(owned, sectionsOf([...unchosen, ...available]), config);

  const diagnostics = [
    ...unique.diagnostics,
    ...providers.diagnostics,
    ...unmetNeeds(active, { byKey, available }),
    ...order.diagnostics,
    ...contractClashes(promised),
    ...routeClashes(promised),
    ...absentContracts(options.contracts ?? [], promised, available),
    ...sections.diagnostics,
    ...flagClashes(owned),
  ];
  if (diagnostics.length > 0) return { diagnostics };

  const valuesOf = ({ config: section }: Pick<Plugin, 'config'>): Values<Options> =>
    section ? pick(sections.values.get(section.key), section.options) : {};
  const plan: Plan = {
    levels: order.levels,
    order: order.levels.flat(),
    providers: byKey,
    config: new Map(active.map((plugin) => [plugin.id, valuesOf(plugin)])),
    sections: new Map(hosts.map(({ section }) => [section.key, valuesOf({ config: section })])),
    unchosen,
  };
  return { plan };
}
