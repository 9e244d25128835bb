import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { Complaints } from './complaints.ts';
import { Lab, reference } from './lab.ts';

const results = fileURLToPath(new URL('../../test-results/browser', import.meta.url));
const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LIMIT = 120_000;
/** A condition that does not come true within this is a failure. */
const WAIT = 30_000;

/** What a scene sees. */
export type View = {
  readonly page: Page;
  readonly lab: Lab;
  readonly context: BrowserContext;
  /** Another tab of the same browser; its complaints count too. */
  tab(path: string): Promise<Page>;
  /** Keeps a picture of the page. */
  picture(name: string, page?: Page): Promise<void>;
  /** Complaints that this scene provokes. */
  expect(pattern: RegExp): void;
};

export type SceneOptions = {
  /** Below the base URL; what the browser opens. Default: JupyterLab with a fresh workspace. */
  readonly path?: string;
  /** Whether the token is in the URL. Default: true. */
  readonly withToken?: boolean;
  /** The reason why the scene cannot be played here. */
  readonly skip?: string | false;
};

export type Play = (title: string, play: (view: View) => Promise<void>, options?: SceneOptions) => void;

/**
 * One server and one browser for the scenes of a file. Each scene has a browser profile of its own and fails when a page
 * complains about something that the reference does not complain about.
 */
export function scenes(file: string, ...options: readonly string[]): Play {
  const name = basename(file).replace(/\.test\.ts$/, '');
  let lab: Lab;
  let browser: Browser;
  before(async () => {
    lab = await Lab.start(...options);
    browser = await chromium.launch({ executablePath, args: flags });
  });
  after(async () => {
    await browser?.close();
    await lab?.[Symbol.asyncDispose]();
  });
  return (title, play, { path = 'lab?reset', withToken = true, skip = false } = {}) => {
    test(title, { timeout: LIMIT, skip }, async () => {
      const stage = new Stage(lab, browser, `${name}-${slug(title)}`);
      await stage.play(path, withToken, play);
    });
  };
}

class Stage {
  readonly #lab: Lab;
  readonly #browser: Browser;
  readonly #name: string;
  readonly #complaints: Complaints;
  readonly #expected: RegExp[] = [];

  constructor(lab: Lab, browser: Browser, name: string) {
    this.#lab = lab;
    this.#browser = browser;
    this.#name = name;
    this.#complaints = new Complaints(lab.url);
  }

  async play(path: string, withToken: boolean, play: (view: View) => Promise<void>): Promise<void> {
    const context = await this.#browser.newContext({ viewport: { width: 1400, height: 900 }, acceptDownloads: true });
    context.setDefaultTimeout(WAIT);
    context.on('page', (page) => this.#complaints.watch(page));
    const page = await context.newPage();
    const faults = this.#lab.faults.length;
    try {
      const answer = await page.goto(this.#address(path, withToken));
      assert.ok(answer?.ok(), `${path} answers ${answer?.status()}`);
      await play(this.#view(page, context));
      if (!page.isClosed()) await this.#picture('end', page);
    } catch (error) {
      await this.#picture('failed', page).catch(() => undefined);
      const said = this.#complaints.other(this.#expected).join('\n');
      const logged = this.#lab.faults.slice(faults).join('\n');
      throw new Error(`${String(error)}\nThe page said:\n${said}\nThe server said:\n${logged}`, { cause: error });
    } finally {
      await context.close();
    }
    assert.deepEqual(this.#complaints.other(this.#expected), []);
    if (!reference) assert.deepEqual(this.#lab.faults.slice(faults), [], 'the log of the server has no error');
  }

  #address(path: string, withToken: boolean): string {
    const url = new URL(path, this.#lab.url);
    if (withToken) url.searchParams.set('token', this.#lab.token);
    return url.href;
  }

  #view(page: Page, context: BrowserContext): View {
    return {
      page,
      context,
      lab: this.#lab,
      tab: async (path) => {
        const other = await context.newPage();
        await other.goto(this.#address(path, false));
        return other;
      },
      picture: (name, which = page) => this.#picture(name, which),
      expect: (pattern) => {
        this.#expected.push(pattern);
      },
    };
  }

  async #picture(name: string, page: Page): Promise<void> {
    mkdirSync(results, { recursive: true });
    await page.screenshot({ path: join(results, `${this.#name}-${slug(name)}.png`), animations: 'disabled' });
  }
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
