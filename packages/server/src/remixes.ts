import type { ConfigFile } from './configuration/config-file.ts';

/** A server by the list of its plugins. */
export type Remix = {
  readonly name: string;
  readonly description: string;
  /** Ids; the part before the colon is the package. */
  readonly plugins: readonly string[];
  /** Contracts that some plugin must promise, or the front end does not work. */
  readonly contracts: readonly string[];
  /** What this remix sets before files, environment and command line: section, then option. */
  readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What a remix of the user's own sets, above `config`. */
  readonly file?: ConfigFile;
  /** The page that the printed URL opens, below the base URL. */
  readonly landing: string;
};

const emptyPlugins = ['@himalia/http:fastify', '@himalia/http:health'] as const;

const kernelPlugins = [
  ...emptyPlugins,
  '@himalia/identity:token',
  '@himalia/system:paths',
  '@himalia/database:database',
  '@himalia/system:events',
  '@himalia/system:status',
  '@himalia/system:plugins',
  '@himalia/system:spec',
  '@himalia/system:traces',
  '@himalia/kernels:kernelspecs',
  '@himalia/kernels:provisioners',
  '@himalia/kernels:kernels',
  '@himalia/kernels:sessions',
  '@himalia/embedded-kernels:typescript',
  '@himalia/embedded-kernels:python',
] as const;

const workbenchPlugins = [
  ...kernelPlugins,
  '@himalia/system:config',
  '@himalia/contents:local',
  '@himalia/contents:http',
  '@himalia/contents:uploads',
  '@himalia/contents:changes',
  '@himalia/contents:archives',
  '@himalia/system:operations',
  '@himalia/nbconvert:nbconvert',
  '@himalia/kernels:outputs',
  '@himalia/terminals:terminals',
  '@himalia/lsp:lsp',
  '@himalia/preferences:settings',
  '@himalia/preferences:workspaces',
  '@himalia/preferences:translations',
  '@himalia/frontends:page-config',
  '@himalia/frontends:assets',
  '@himalia/frontends:home',
  '@himalia/reference:pages',
] as const;

const kernelContracts = ['identity', 'system', 'kernelspecs', 'kernels', 'sessions', 'events'];
const workbenchContracts = [
  ...kernelContracts,
  'contents',
  'executions',
  'terminals',
  'settings',
  'workspaces',
  'translations',
  'config-sections',
  'nbconvert',
  'frontends',
];

const lab: Remix = {
  name: 'lab',
  description: 'JupyterLab, with Notebook beside it',
  plugins: [
    ...workbenchPlugins,
    '@himalia/frontends:lab',
    '@himalia/frontends:notebook',
    '@himalia/frontends:nbclassic',
  ],
  contracts: [...workbenchContracts, 'lab-app', 'notebook-app'],
  config: {},
  landing: 'lab',
};

export const remixes: readonly Remix[] = [
  {
    name: 'empty',
    description: 'Nothing but its health: the place to begin',
    plugins: emptyPlugins,
    contracts: [],
    config: {},
    landing: 'healthz',
  },
  {
    name: 'kernels',
    description: 'Kernels over the Jupyter API, no files and no pages',
    plugins: [...kernelPlugins, '@himalia/kernels:zws'],
    contracts: kernelContracts,
    // Its users are programs elsewhere: who stops it to update it does not mean their work.
    config: { kernels: { onStop: 'keep' } },
    landing: 'api/kernels',
  },
  {
    name: 'notebook',
    description: 'Jupyter Notebook',
    plugins: [...workbenchPlugins, '@himalia/frontends:notebook', '@himalia/frontends:nbclassic'],
    contracts: [...workbenchContracts, 'notebook-app'],
    config: {},
    landing: 'tree',
  },
  {
    name: 'nbclassic',
    description: 'The classic Notebook, from an installed nbclassic',
    plugins: [...workbenchPlugins, '@himalia/frontends:nbclassic', '@himalia/frontends:nbclassic-root'],
    contracts: [...workbenchContracts, 'nbclassic', 'nbclassic-root'],
    config: {},
    landing: 'nbclassic/tree',
  },
  lab,
  {
    ...lab,
    name: 'full',
    description: 'Everything that comes with Himalia',
    plugins: [...lab.plugins, '@himalia/kernels:zws'],
  },
];

/** What `himalia start` starts when no remix is named. */
export const usual = 'lab';
