import { homedir } from 'node:os';
import type { Contents } from '@himalia/contracts/contents';
import type { PageValues } from '@himalia/contracts/frontends';
import type { Http } from '@himalia/contracts/http';
import { untrackedMessageTypes } from '@himalia/contracts/kernels';
import type { Terminals } from '@himalia/contracts/terminals';

export type Facilities = {
  readonly http: Http;
  readonly contents?: Contents | undefined;
  readonly terminals?: Terminals | undefined;
};

/** Plugins of the front ends that ask for something that may not be there, by the contract that has it. */
const asking: Readonly<Record<string, readonly string[]>> = {
  lsp: [
    '@jupyterlab/lsp-extension',
    '@jupyterlab/notebook-extension:language-server',
    '@jupyterlab/fileeditor-extension:language-server',
  ],
  'lab-app': ['@jupyterlab/extensionmanager-extension', '@jupyterlab/pluginmanager-extension'],
  // Asks whether it may ask for news. There are none: the server asks nobody.
  news: ['@jupyterlab/apputils-extension:announcements'],
};

/** The root folder as people write it. */
export function shownRoot(contents: Contents | undefined): string {
  const root = contents?.localPath('') ?? '';
  const home = homedir();
  return root === home || root.startsWith(`${home}/`) ? `~${root.slice(home.length)}` : root;
}

/** What every page is told. There is no token in it: the page was opened with a cookie, and so is all that it asks. */
export function commonValues({ http, contents, terminals }: Facilities): PageValues {
  const served = new Set(http.served.map(({ contract }) => contract.name));
  return {
    allow_hidden_files: contents?.allowHidden ?? false,
    delete_to_trash: contents?.deleteToTrash ?? false,
    terminalsAvailable: terminals?.available ?? false,
    serverRoot: shownRoot(contents),
    disabledExtensions: Object.entries(asking).flatMap(([contract, plugins]) => (served.has(contract) ? [] : plugins)),
    buildAvailable: false,
    buildCheck: false,
    cacheFiles: false,
    devMode: false,
    news: { disabled: true },
    // Its plugin says whether it is installed.
    ...(served.has('nbclassic') ? {} : { nbclassic_enabled: false }),
    // Front ends upload large files in pieces when this says a version that takes them.
    notebookVersion: '[2, 21, 1]',
    token: '',
    untracked_message_types: untrackedMessageTypes,
  };
}
