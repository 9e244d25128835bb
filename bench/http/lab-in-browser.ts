import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { launcher } from '../../test/browser/front-ends.ts';
import type { Started } from './start-server.ts';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** What it took until JupyterLab showed its launcher. */
export type Visit = { readonly milliseconds: number; readonly megabytes: number; readonly requests: number };

export function hasBrowser(): boolean {
  return existsSync(executablePath);
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** Opens JupyterLab in a new profile, and once more in the same. */
export async function visitTwice(
  browser: Browser,
  { url, token }: Started,
): Promise<{ readonly first: Visit; readonly again: Visit }> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(60_000);
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    let [bytes, requests] = [0, 0];
    await devtools.send('Network.enable');
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += encodedDataLength > 0 ? 1 : 0;
    });
    const visit = async (address: string): Promise<Visit> => {
      [bytes, requests] = [0, 0];
      const began = performance.now();
      await page.goto(address);
      await launcher(page);
      return { milliseconds: performance.now() - began, megabytes: bytes / 1e6, requests };
    };
    return { first: await visit(`${url}lab?reset&token=${token}`), again: await visit(`${url}lab?reset`) };
  } finally {
    await context.close();
  }
}
