import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Handlers, type Http, HttpError } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/nbclassic';
import type { Operations as RootOperations } from '@himalia/contracts/nbclassic-root';
import type { JupyterPaths } from '@himalia/contracts/system';
import { firstFile } from '../assets/inside.ts';
import { escapePath } from '../notebook/redirects.ts';
import type { ClassicPages } from './classic-pages.ts';

export function classicRoutes(pages: ClassicPages, http: Http, paths: JupyterPaths): Handlers<Operations> {
  const nbextensions = [...paths.data, join(homedir(), '.ipython')].map((folder) => join(folder, 'nbextensions'));
  const own = async (folder: string): Promise<string[]> => {
    const found = await pages.look();
    return found ? [join(found.folder, 'static', folder)] : [];
  };
  const fileIn = async (folders: readonly string[], path: string): Promise<string> => {
    const found = await firstFile(folders, path);
    if (found === undefined) throw new HttpError(404, `No such file: ${path}`);
    return found;
  };
  return {
    getClassicRoot: ({ redirect }) => redirect(301, `${http.baseUrl}nbclassic/tree`),
    getClassicTree: (call) => pages.tree(call),
    getClassicNotebook: (call) => pages.notebook(call),
    getClassicEditor: (call) => pages.editor(call),
    getClassicView: (call) => pages.view(call),
    getClassicStatic: async ({ params, query, file }) =>
      file(await fileIn(await own(''), params.path), { cache: query.v === undefined ? 'no-cache' : 'immutable' }),
    getClassicBaseStatic: async ({ params, file }) => file(await fileIn(await own('base'), params.path)),
    getNbextensionFile: async ({ params, file }) => file(await fileIn(nbextensions, params.path)),
    getCustomFile: async ({ params, file }) =>
      file(await fileIn([join(paths.userConfig, 'custom'), ...(await own('custom'))], params.path)),
  };
}

export function rootRoutes(pages: ClassicPages, { baseUrl }: Http): Handlers<RootOperations> {
  const classic = (page: string, path: string): string =>
    `${baseUrl}nbclassic/${page}${path === '' ? '' : `/${escapePath(path)}`}`;
  return {
    getTreeRedirect: ({ params, redirect }) => redirect(302, classic('tree', params.path)),
    getNotebookRedirect: ({ params, redirect }) => redirect(302, classic('notebooks', params.path)),
    getEditRedirect: ({ params, redirect }) => redirect(302, classic('edit', params.path)),
    getClassicTerminal: (call) => pages.terminal(call),
  };
}
