import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedJson, renderPage } from './render-page.ts';

test('the config in a page cannot end its script element, and means the same', () => {
  const config = { b: `</script><script>alert('x')</script>`, a: ['<!--', '&amp;', '\u2028'] };
  const json = embeddedJson(config);
  assert.doesNotMatch(json, /[<>&'\u2028]/);
  assert.deepEqual(JSON.parse(json), config);
});

test('keys are in order, whatever the order they came in', () => {
  assert.equal(embeddedJson({ b: 1, a: 2 }), embeddedJson({ a: 2, b: 1 }));
  assert.equal(embeddedJson({ b: 1, a: 2 }), '{"a":2,"b":1}');
});

const page = { title: 'T', baseUrl: '/x/', scripts: ['/x/static/lab/main.js'], config: {}, icon: 'favicon.ico' };

test('a page has both icons, the theme class and its scripts below the base URL', () => {
  const html = renderPage({ ...page, customCss: false });
  assert.match(html, /<link rel="icon"[^>]* href="\/x\/static\/favicons\/favicon\.ico" class="idle favicon">/);
  assert.match(html, /<link rel=""[^>]* href="\/x\/static\/favicons\/favicon-busy-1\.ico" class="busy favicon">/);
  assert.match(html, /<body class="jp-ThemedContainer">/);
  assert.match(html, /<script defer src="\/x\/static\/lab\/main\.js"><\/script>/);
  assert.doesNotMatch(html, /custom\.css/);
});

test('the view of Notebook and the custom style sheet appear when asked for; titles are escaped', () => {
  const html = renderPage({ ...page, title: '<b>', customCss: true, view: 'edit' });
  assert.match(html, /<body class="jp-ThemedContainer" data-notebook="edit">/);
  assert.match(html, /<link rel="stylesheet" href="\/x\/custom\/custom\.css">/);
  assert.match(html, /<title>&lt;b&gt;<\/title>/);
});
