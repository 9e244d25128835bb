/** Media types by name of the format, as nbconvert gives them. */
export const ownFormats: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['markdown', 'text/markdown'],
  ['notebook', 'application/json'],
  ['python', 'text/x-python'],
  ['script', ''],
]);

/** What others of nbconvert's formats need. */
export const elsewhere: ReadonlySet<string> = new Set([
  'asciidoc',
  'latex',
  'pdf',
  'qtpdf',
  'qtpng',
  'rst',
  'slides',
  'webpdf',
]);
