import assert from 'node:assert/strict';
import { launcher } from './front-ends.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);
const anonymous = { withToken: false } as const;

scene(
  'Without a token the login page asks; the token logs in, and the cookie stays',
  async ({ page, lab, context, picture, tab }) => {
    await page.waitForURL(/\/login\?next=/);
    await picture('asks');
    await page.locator('input[name="password"]').fill(lab.token);
    await page.keyboard.press('Enter');
    await launcher(page);
    assert.match(page.url(), /\/lab$/);
    const again = await tab('lab/workspaces/again');
    await launcher(again);
    for (const cookie of await context.cookies()) {
      assert.ok(!cookie.value.includes(lab.token), 'no cookie holds the token');
      if (!cookie.name.startsWith('_xsrf')) assert.ok(cookie.httpOnly, `${cookie.name} is not for scripts`);
    }
  },
  { ...anonymous, path: 'lab' },
);

scene(
  'A wrong token is refused with words',
  async ({ page, picture, expect }) => {
    expect(/POST \/login\S* → 401/);
    expect(/console error: Failed to load resource: the server responded with a status of 401/);
    await page.waitForURL(/\/login\?next=/);
    await page.locator('input[name="password"]').fill('not-the-token');
    await page.keyboard.press('Enter');
    await page
      .getByText(/invalid|wrong|not the/i)
      .first()
      .waitFor();
    await picture('refused');
    await page.goto(page.url().replace(/login.*/, 'lab'));
    assert.match(page.url(), /\/login\?next=/);
  },
  { ...anonymous, path: 'lab' },
);
