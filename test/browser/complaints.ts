import type { Page } from 'playwright-core';

/** What a page may say although nothing is wrong: the reference with its own bundle says the same. */
const allowed: readonly { readonly says: RegExp; readonly because: string }[] = [
  {
    says: /\/api\/contents\/[Uu]ntitled\d*\.\w+\?content=0&hash=0&<ms>(?: → 404|\)$)/,
    because: 'after a file was renamed JupyterLab asks once more for the name it had',
  },
  {
    says: /^console error: Comm not found for comm id /,
    because: 'the page closes the comm with which it asked for a subshell before the kernel has answered it',
  },
  {
    says: /^console error: Cannot read properties of null \(reading 'updateRenderOption'\)/,
    because: 'Notebook applies its settings to a notebook that has no content yet',
  },
  {
    says: /^exception: Window name candidate "null" already exists/,
    because: 'a second window of JupyterLab takes another workspace; the first one says so in this way',
  },
  {
    says: /^exception: TypeError: Cannot read properties of null \(reading 'insertWidget'\)\n.*_updateForDeferMode/,
    because:
      "Notebook's file list makes the widget of a notebook that it opens in another tab, and lets go of it at once",
  },
  {
    says: /^exception: Error: Canceled future for history_request message before replies were done/,
    because:
      "Notebook's file list makes the widget of a console that it opens in another tab, and lets go of it at once",
  },
  {
    says: /^console error: TypeError: Cannot read properties of undefined \(reading 'options'\)\n.*\.setOption/,
    because: 'Notebook applies its settings to a terminal that is still being made',
  },
  {
    says: /^exception: Error: No active debugger session\n.*displayModules/,
    because: 'JupyterLab 4.6.4 asks after each cell for the modules of a debugger that was not started; 4.6.6 does not',
  },
  {
    says: /^console error: Comm promise not found for comm id /,
    because: 'the classic Notebook hears of comms that another page of the same kernel opened and closed',
  },
  {
    says: /^exception: TypeError: Cannot read properties of null \(reading 'observe'\)\n.*forEach/s,
    because: 'JupyterLab 4.6.4 looks at the cells of a notebook when its settings have just chosen another way to',
  },
];

/** Collects what a page complains about: errors in the console, exceptions, failed and refused requests. */
export class Complaints {
  readonly #all: string[] = [];
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What is neither allowed nor expected by the scene. */
  other(expected: readonly RegExp[]): readonly string[] {
    const fine = [...expected, ...allowed.map(({ says }) => says)];
    return this.#all.filter((text) => !fine.some((pattern) => pattern.test(text)));
  }

  watch(page: Page): void {
    page.on('console', (message) => {
      const type = message.type();
      if (type === 'error' || type === 'assert')
        this.#add(`console ${type}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#add(`exception: ${error.stack || error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 400)
        this.#add(`${response.request().method()} ${response.url()} → ${response.status()}`);
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? 'failed';
      // Leaving a page aborts what it still asks for.
      if (reason !== 'net::ERR_ABORTED') this.#add(`${request.method()} ${request.url()} → ${reason}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      const own = url.startsWith(this.#origin) || /^(?:data|blob|about):/.test(url);
      if (!own) this.#add(`a request that leaves the machine: ${request.method()} ${url}`);
    });
  }

  #add(text: string): void {
    this.#all.push(text.replaceAll(this.#origin, '/').replace(/([?&])\d{13}\b/g, '$1<ms>'));
  }
}
