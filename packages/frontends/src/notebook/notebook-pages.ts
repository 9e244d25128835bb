import type { LabAssets, PageConfig, PageValues } from '@himalia/contracts/frontends';
import { type Call, HttpError, type Sent } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/notebook-app';
import { commonValues, type Facilities } from '../page/common-values.ts';
import { answerPage } from '../page/page-answer.ts';
import { escapePath, placeOf } from './redirects.ts';

type Options = Facilities & {
  readonly pageConfig: PageConfig;
  readonly assets: LabAssets;
};
type View = 'tree' | 'notebooks' | 'edit' | 'consoles' | 'terminals';

/** Titles until the page's script sets its own, and icons. */
const views: Readonly<Record<View, { readonly title: string; readonly icon: string }>> = {
  tree: { title: 'Home', icon: 'favicon.ico' },
  notebooks: { title: 'Jupyter Notebook - Notebook', icon: 'favicon-notebook.ico' },
  edit: { title: 'Jupyter Notebook - Edit', icon: 'favicon-file.ico' },
  consoles: { title: 'Jupyter Notebook - Console', icon: 'favicon-console.ico' },
  terminals: { title: 'Jupyter Notebook - Terminal', icon: 'favicon-terminal.ico' },
};

/** The pages of Notebook 7. */
export class NotebookPages {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async tree(call: Call<Operations['getTreePage']>): Promise<Sent> {
    const { path } = call.params;
    const { contents, http } = this.#options;
    const place = contents ? await placeOf(contents, path) : 'tree';
    if (place === 'missing') throw new HttpError(404, `There is no file or folder '${path}'`);
    if (place === 'tree') return this.#answer(call, 'tree', { treePath: path });
    return call.redirect(302, `${http.baseUrl}${place}/${escapePath(path)}`);
  }

  async notebook(call: Call<Operations['getNotebookPage']>): Promise<Sent> {
    const { path } = call.params;
    const { contents, http } = this.#options;
    const isFolder = contents !== undefined && (await placeOf(contents, path)) === 'tree';
    if (isFolder) return call.redirect(302, `${http.baseUrl}tree${path === '' ? '' : `/${escapePath(path)}`}`);
    return this.#answer(call, 'notebooks');
  }

  edit(call: Call<Operations['getEditPage']>): Promise<Sent> {
    return this.#answer(call, 'edit');
  }
  console(call: Call<Operations['getConsolePage']>): Promise<Sent> {
    return this.#answer(call, 'consoles');
  }
  terminal(call: Call<Operations['getTerminalPage']>): Promise<Sent> {
    return this.#answer(call, 'terminals');
  }

  #answer(call: Parameters<typeof answerPage>[2], view: View, own: PageValues = {}): Promise<Sent> {
    const config = {
      ...commonValues(this.#options),
      appName: 'Jupyter Notebook',
      appNamespace: 'notebook',
      frontendUrl: this.#options.http.baseUrl,
      notebookPage: view,
      treePath: '',
      ...own,
    };
    const marked = view === 'notebooks' || view === 'edit' ? view : undefined;
    return answerPage(this.#options, 'notebook', call, { ...views[view], customCss: true, config, view: marked });
  }
}
