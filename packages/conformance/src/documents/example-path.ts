import type { PromisedOperation } from './operations-of.ts';

/**
 * The address of an operation, filled in from the document's examples; undefined where a required value has none. A tail
 * without an example is left empty, and so are all with `emptyTails`: what an example names need not exist.
 */
export function examplePath({ path, parameters }: PromisedOperation, emptyTails = false): string | undefined {
  const lacking = parameters.some(({ required, tail, example }) => required && !tail && example === undefined);
  if (lacking) return undefined;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const filled = inPath.reduce(
    (text, { name, tail, example = '' }) =>
      text.replace(`{${name}}`, tail ? (emptyTails ? '' : encodedTail(example)) : encodeURIComponent(example)),
    path,
  );
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const search = new URLSearchParams(query.map(({ name, example = '' }) => [name, example])).toString();
  const tidy = filled.replaceAll(/\/{2,}/g, '/');
  const address = path.endsWith('/') ? tidy : tidy.replace(/(.)\/$/, '$1');
  return search === '' ? address : `${address}?${search}`;
}

function encodedTail(tail: string): string {
  return tail.split('/').map(encodeURIComponent).join('/');
}
