import type { Plugin } from '@himalia/core';
import { configSections } from './config/plugin.ts';
import { events } from './events/plugin.ts';
import { operations } from './operations/plugin.ts';
import { jupyterPaths } from './paths/plugin.ts';
import { plugins as pluginsPlugin } from './plugins/plugin.ts';
import { spec } from './spec/plugin.ts';
import { status } from './status/plugin.ts';
import { traces } from './traces/plugin.ts';

export { configSections, events, jupyterPaths, operations, pluginsPlugin, spec, status, traces };
export const plugins: readonly Plugin[] = [
  jupyterPaths,
  events,
  status,
  spec,
  pluginsPlugin,
  configSections,
  operations,
  traces,
];
