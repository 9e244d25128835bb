import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLocale, localeName } from './locale-name.ts';
import { systemLocale } from './system-locale.ts';

test('locales exist or not', () => {
  for (const locale of ['en', 'de_DE', 'pt_BR', 'no_NO', 'zh_CN', 'zh_Hans_CN', 'de_CH'])
    assert.ok(isLocale(locale), locale);
  for (const locale of ['xx_bad', '', 'de_QQ9', 'qqq', '..', 'de/DE', 'default', 'x'.repeat(1000)])
    assert.ok(!isLocale(locale), locale);
});

test('names are those that Jupyter shows', () => {
  assert.deepEqual(
    [localeName('en', 'en'), localeName('de_DE', 'en'), localeName('zh_CN', 'en'), localeName('fr_FR', 'fr_FR')],
    ['English', 'German (Germany)', 'Chinese (Simplified, China)', 'Français (France)'],
  );
  assert.equal(localeName('zh_CN', 'de_DE'), 'Chinesisch (Vereinfacht, China)');
});

test("the system's language comes from the environment", () => {
  assert.equal(systemLocale({ LANG: 'de_DE.UTF-8' }), 'de_DE');
  assert.equal(systemLocale({ LC_ALL: 'fr_FR@euro', LANG: 'de_DE.UTF-8' }), 'fr_FR');
  for (const LANG of ['C', 'C.UTF-8', 'POSIX', '', '../x']) assert.equal(systemLocale({ LANG }), 'en', LANG);
  assert.equal(systemLocale({}), 'en');
});
