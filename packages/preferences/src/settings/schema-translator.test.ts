import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SchemaTranslator } from './schema-translator.ts';

const catalogue = {
  'schema\u0004Theme': ['Design'],
  'settings\u0004Size': ['Größe'],
  'settings\u0004Theme': ['falsch'],
  'menu\u0004File': ['Datei'],
  'schema\u0004Extra': ['Zusatz'],
  'schema\u0004Empty': [''],
};
const asked: string[] = [];
const translator = new SchemaTranslator(async (locale, domain) => {
  asked.push(`${locale} ${domain}`);
  return locale === 'de_DE' ? catalogue : undefined;
});
const schema = {
  title: 'Theme',
  description: 'Empty',
  'jupyter.lab.menus': { main: [{ id: 'File', items: [{ label: 'File' }] }, 'File'] },
  'jupyter.lab.internationalization': { domain: 'my-domain', selectors: ['own/text', '('] },
  own: { text: 'Extra', other: 'Extra' },
  properties: { size: { title: 'Size', default: 'Size', properties: { inner: { description: 'Size' } } } },
};

test('titles, descriptions, labels and what the schema selects are translated, in their context', async () => {
  assert.deepEqual(await translator.to('de_DE')(schema), {
    ...schema,
    title: 'Design',
    'jupyter.lab.menus': { main: [{ id: 'File', items: [{ label: 'Datei' }] }, 'File'] },
    own: { text: 'Zusatz', other: 'Extra' },
    properties: { size: { title: 'Größe', default: 'Size', properties: { inner: { description: 'Größe' } } } },
  });
  assert.deepEqual(asked, ['de_DE my_domain']);
});

test('without a catalogue the schema is what it was; what was done is kept', async () => {
  assert.equal(await translator.to('fr_FR')(schema), schema);
  assert.equal(await translator.to('en')(schema), schema);
  assert.equal(await translator.to('de_DE')(schema), await translator.to('de_DE')(schema));
});
