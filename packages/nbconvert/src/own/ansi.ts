import { escapeHtml } from '@himalia/core';

/** ECMA-48 control sequences; the last letter `m` sets colours. */
const sequence = new RegExp(String.raw`${String.fromCharCode(27)}\[([\d;]*)([@-~])`);
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
type Style = { readonly bold: boolean; readonly colour: string | undefined; readonly background: string | undefined };
const plain: Style = { bold: false, colour: undefined, background: undefined };

export function withoutColours(text: string): string {
  return text
    .split(sequence)
    .filter((_, index) => index % 3 === 0)
    .join('');
}

/** Text of a terminal as HTML, with classes `ansi-red`, `ansi-red-background`, `ansi-bold`. */
export function colouredHtml(text: string): string {
  // Text, parameters, letter, text, parameters, letter, …
  const parts = text.split(sequence);
  let style = plain;
  let html = '';
  for (let index = 0; index < parts.length; index += 3) {
    if (index > 0 && parts[index - 1] === 'm') style = changed(style, parts[index - 2] ?? '');
    html += styled(parts[index] ?? '', style);
  }
  return html;
}

function styled(text: string, { bold, colour, background }: Style): string {
  if (text === '') return '';
  const classes = [
    ...(bold ? ['ansi-bold'] : []),
    ...(colour ? [`ansi-${colour}`] : []),
    ...(background ? [`ansi-${background}-background`] : []),
  ];
  return classes.length === 0 ? escapeHtml(text) : `<span class="${classes.join(' ')}">${escapeHtml(text)}</span>`;
}

function changed(style: Style, parameters: string): Style {
  const codes = parameters === '' ? [0] : parameters.split(';').map(Number);
  let next = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    // 38;5;N and 38;2;R;G;B (48: of the background) are colours beyond these sixteen.
    if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else next = withCode(next, code);
  }
  return next;
}

function withCode(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return { ...style, bold: false };
  if (code === 39) return { ...style, colour: undefined };
  if (code === 49) return { ...style, background: undefined };
  const name = names[code % 10];
  const decade = Math.floor(code / 10);
  if (decade === 3 || decade === 9) return { ...style, colour: name };
  if (decade === 4 || decade === 10) return { ...style, background: name };
  return style;
}
