import type { Plugin } from '@himalia/core';
import { findUi } from './assets/find-ui.ts';
import { assets } from './assets/plugin.ts';
import { home } from './home/plugin.ts';
import { lab } from './lab/plugin.ts';
import { findNbclassic } from './nbclassic/installed-nbclassic.ts';
import { nbclassic } from './nbclassic/plugin.ts';
import { nbclassicRoot } from './nbclassic/root-plugin.ts';
import { notebook } from './notebook/plugin.ts';
import { pageConfig } from './page-config/plugin.ts';

export { assets, findNbclassic, findUi, home, lab, nbclassic, nbclassicRoot, notebook, pageConfig };
export const plugins: readonly Plugin[] = [assets, pageConfig, home, lab, notebook, nbclassic, nbclassicRoot];
