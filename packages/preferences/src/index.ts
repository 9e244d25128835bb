import type { Plugin } from '@himalia/core';
import { settings } from './settings/plugin.ts';
import { translations } from './translations/plugin.ts';
import { workspaces } from './workspaces/plugin.ts';

export { settings, translations, workspaces };
export const plugins: readonly Plugin[] = [settings, workspaces, translations];
