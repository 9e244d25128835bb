import { contract as archives } from '@himalia/contracts/archives';
import { contract as configSections } from '@himalia/contracts/config-sections';
import { contract as contents } from '@himalia/contracts/contents';
import { contract as contentsChanges } from '@himalia/contracts/contents-changes';
import { contract as events } from '@himalia/contracts/events';
import { contract as executions } from '@himalia/contracts/executions';
import { contract as frontends } from '@himalia/contracts/frontends';
import { contract as health } from '@himalia/contracts/health';
import { contract as home } from '@himalia/contracts/home';
import { contract as identity } from '@himalia/contracts/identity';
import { contract as kernels } from '@himalia/contracts/kernels';
import { contract as kernelsZws } from '@himalia/contracts/kernels-zws';
import { contract as kernelspecs } from '@himalia/contracts/kernelspecs';
import { contract as labApp } from '@himalia/contracts/lab-app';
import { contract as lsp } from '@himalia/contracts/lsp';
import { contract as nbclassic } from '@himalia/contracts/nbclassic';
import { contract as nbclassicRoot } from '@himalia/contracts/nbclassic-root';
import { contract as nbconvert } from '@himalia/contracts/nbconvert';
import { contract as notebookApp } from '@himalia/contracts/notebook-app';
import { contract as operations } from '@himalia/contracts/operations';
import { contract as plugins } from '@himalia/contracts/plugins';
import { contract as reference } from '@himalia/contracts/reference';
import { contract as sessions } from '@himalia/contracts/sessions';
import { contract as settings } from '@himalia/contracts/settings';
import { contract as spec } from '@himalia/contracts/spec';
import { contract as system } from '@himalia/contracts/system';
import { contract as terminals } from '@himalia/contracts/terminals';
import { contract as translations } from '@himalia/contracts/translations';
import { contract as uploads } from '@himalia/contracts/uploads';
import { contract as workspaces } from '@himalia/contracts/workspaces';
import type { AnyContract } from '@himalia/core';

/** Every contract that there is. */
export const contracts: readonly AnyContract[] = [
  archives,
  configSections,
  contents,
  contentsChanges,
  events,
  executions,
  frontends,
  health,
  home,
  identity,
  kernels,
  kernelsZws,
  kernelspecs,
  labApp,
  lsp,
  nbclassic,
  nbclassicRoot,
  nbconvert,
  notebookApp,
  operations,
  plugins,
  reference,
  sessions,
  settings,
  spec,
  system,
  terminals,
  translations,
  uploads,
  workspaces,
];
