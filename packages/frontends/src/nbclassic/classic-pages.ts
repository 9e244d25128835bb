import { posix } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import { type Bytes, type Call, type Http, HttpError, type Sent } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/nbclassic';
import type { Operations as RootOperations } from '@himalia/contracts/nbclassic-root';
import type { JupyterPaths } from '@himalia/contracts/system';
import type { Terminals } from '@himalia/contracts/terminals';
import { escapePath, placeOf } from '../notebook/redirects.ts';
import { shownRoot } from '../page/common-values.ts';
import { findNbclassic, type InstalledNbclassic } from './installed-nbclassic.ts';
import { notInstalled } from './not-installed.ts';
import type { PageTemplates } from './page-templates.ts';

type Options = {
  readonly http: Http;
  readonly paths: JupyterPaths;
  readonly contents: Contents;
  readonly terminals: Terminals | undefined;
};
type PageCall = Pick<
  Call<{ params: object; query: object; body: undefined; replies: { 200: Bytes; 503: Bytes } }>,
  'request' | 'reply'
>;

const htmlType = { 'content-type': 'text/html; charset=UTF-8' };
/** What "Download as" offers, by the name of the exporter (nbconvert). */
const exporters = [
  { name: 'html', display: 'HTML (.html)' },
  { name: 'latex', display: 'LaTeX (.tex)' },
  { name: 'markdown', display: 'Markdown (.md)' },
  { name: 'notebook', display: 'Notebook (.ipynb)' },
  { name: 'pdf', display: 'PDF via LaTeX (.pdf)' },
  { name: 'script', display: 'Script (.txt)' },
] as const;

/** The pages of the classic Notebook, from the templates of the installed package. */
export class ClassicPages {
  readonly #options: Options;
  #available = false;
  #templates: { readonly folder: string; readonly pages: PageTemplates } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether it was there when last looked for. */
  get available(): boolean {
    return this.#available;
  }

  async look(): Promise<InstalledNbclassic | undefined> {
    const found = await findNbclassic(this.#options.paths.prefixes);
    this.#available = found !== undefined;
    return found;
  }

  async tree(call: Call<Operations['getClassicTree']>): Promise<Sent> {
    const { path } = call.params;
    const { http, contents } = this.#options;
    const place = await placeOf(contents, path);
    if (place === 'missing') throw new HttpError(404, `There is no file or folder '${path}'`);
    if (place !== 'tree') return call.redirect(302, `${http.baseUrl}${place}/${escapePath(path)}`);
    return this.#answer(call, 'tree.html', {
      page_title: path === '' ? 'Home' : `${path.split('/').slice(-2).join('/')}/`,
      notebook_path: path,
      breadcrumbs: this.#breadcrumbs(path),
      shutdown_button: true,
    });
  }

  async notebook(call: Call<Operations['getClassicNotebook']>): Promise<Sent> {
    const { path } = call.params;
    const { http, contents } = this.#options;
    const place = await placeOf(contents, path);
    if (place === 'missing') throw new HttpError(404, `There is no notebook '${path}'`);
    if (place !== 'notebooks') return call.redirect(302, `${http.baseUrl}files/${escapePath(path)}`);
    const mathjax = `${http.baseUrl}static/nbclassic/components/MathJax/MathJax.js`;
    return this.#answer(call, 'notebook.html', {
      notebook_path: path,
      notebook_name: posix.basename(path),
      mathjax_url: mathjax,
      mathjax_config: 'TeX-AMS-MML_HTMLorMML-full,Safe',
      get_frontend_exporters: () => (this.#serves('nbconvert') ? exporters : []),
    });
  }

  async editor(call: Call<Operations['getClassicEditor']>): Promise<Sent> {
    const { path } = call.params;
    if ((await this.#options.contents.kind(path)) !== 'file') throw new HttpError(404, `There is no file '${path}'`);
    const basename = posix.basename(path);
    return this.#answer(call, 'edit.html', {
      file_path: escapePath(path),
      basename,
      page_title: `${basename} (editing)`,
    });
  }

  async view({ params, redirect }: Call<Operations['getClassicView']>): Promise<Sent> {
    const { http, contents } = this.#options;
    if ((await contents.kind(params.path)) !== 'file') throw new HttpError(404, `There is no file '${params.path}'`);
    return redirect(302, `${http.baseUrl}view/${escapePath(params.path)}`);
  }

  async terminal(call: Call<RootOperations['getClassicTerminal']>): Promise<Sent> {
    const { terminals } = this.#options;
    if (terminals?.available !== true) throw new HttpError(404, 'There are no terminals on this server');
    const { name } = call.params;
    if (!terminals.get(name)) await terminals.create({ name });
    return this.#answer(call, 'terminal.html', {
      page_title: `Terminal ${name}`,
      ws_path: `terminals/websocket/${name}`,
    });
  }

  #serves(name: string): boolean {
    return this.#options.http.served.some(({ contract }) => contract.name === name);
  }

  #breadcrumbs(path: string): [string, string][] {
    const tree = `${this.#options.http.baseUrl}nbclassic/tree`;
    const parts = path.split('/').filter(Boolean);
    const crumbs = parts.map((part, at): [string, string] => [
      `${tree}/${escapePath(parts.slice(0, at + 1).join('/'))}`,
      part,
    ]);
    return [[tree, ''], ...crumbs];
  }

  async #answer({ request, reply }: PageCall, template: string, own: Readonly<Record<string, unknown>>): Promise<Sent> {
    const found = await this.look();
    if (!found) return reply(503, notInstalled, htmlType);
    const { http } = this.#options;
    const pages = await this.#pages(`${found.folder}/templates`);
    const html = pages.render(template, { ...this.#common(found), ...own });
    const { cookie } = http.xsrf(request);
    return reply(200, html, {
      ...htmlType,
      'cache-control': 'no-cache',
      ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    });
  }

  /** What every template is told. There is no token in it: the page's requests carry the cookie. */
  #common({ version }: InstalledNbclassic): Readonly<Record<string, unknown>> {
    const { http, contents, terminals } = this.#options;
    const { baseUrl } = http;
    return {
      base_url: baseUrl,
      default_url: `${baseUrl}nbclassic/tree`,
      ws_url: '',
      nbclassic_path: () => '/nbclassic',
      static_url: (path: string, { include_version = true } = {}) =>
        `${baseUrl}static/nbclassic/${path}${include_version ? `?v=${version}` : ''}`,
      version_hash: version,
      contents_js_source: 'services/contents',
      nbjs_translations: JSON.stringify({ domain: 'nbjs', locale_data: { nbjs: { '': { domain: 'nbjs' } } } }),
      sys_info: JSON.stringify({ notebook_version: version }),
      logged_in: true,
      login_available: true,
      token: '',
      terminals_available: terminals?.available === true ? 'True' : '',
      server_root: shownRoot(contents),
      // As there; the page's script fails without it. It is closed for good by its button.
      show_banner: true,
    };
  }

  async #pages(folder: string): Promise<PageTemplates> {
    if (this.#templates?.folder !== folder) {
      const { PageTemplates: Templates } = await import('./page-templates.ts');
      this.#templates = { folder, pages: new Templates(folder) };
    }
    return this.#templates.pages;
  }
}
