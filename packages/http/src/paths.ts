/**
 * Fastify's router knows parameters of one segment. A path whose parameter is a tail (many segments) is therefore matched
 * here first, its tail kept aside, and routed as if the tail were one segment.
 */
type Template = {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Undefined: the path has no tail, and goes before weaker ones that have. */
  readonly tail: string | undefined;
  readonly literals: number;
  readonly path: string;
};

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const parameter = /\{(\w+)\}/g;
/** Stands for the tail in the rewritten path. */
const placeholder = '~';

function compile(path: string, tail: string | undefined): Template {
  const names: string[] = [];
  const pieces = path
    .split('/')
    .slice(1)
    .map((segment) => {
      if (tail !== undefined && segment === `{${tail}}`) {
        names.push(tail);
        return '(?:/(.*?))?';
      }
      return `/${literal(segment).replaceAll(/\\\{(\w+)\\\}/g, (_, name: string) => {
        names.push(name);
        return '([^/]+)';
      })}`;
    });
  return {
    pattern: new RegExp(`^${pieces.join('')}/?$`, 's'),
    names,
    tail,
    literals: path.replaceAll(parameter, '').length,
    path,
  };
}

/** Knows all paths, matches those with tails; the one with most literal text wins. */
export class Tails {
  readonly #templates: Template[] = [];

  add(path: string, tail: string | undefined): void {
    if (this.#templates.some((template) => template.path === path)) return;
    this.#templates.push(compile(path, tail));
    this.#templates.sort((a, b) => b.literals - a.literals);
  }

  /** The path to route by, and the still encoded tail; undefined when no template fits. */
  match(path: string): { readonly path: string; readonly tail: string } | undefined {
    for (const { pattern, names, tail, path: template } of this.#templates) {
      const found = pattern.exec(path);
      if (!found) continue;
      if (tail === undefined) return undefined;
      const values = new Map(names.map((name, index) => [name, found[index + 1] ?? '']));
      return {
        path: template.replaceAll(parameter, (_, name: string) =>
          name === tail ? placeholder : (values.get(name) ?? ''),
        ),
        tail: values.get(tail) ?? '',
      };
    }
    return undefined;
  }
}

/** Decodes a tail and drops its outer slashes; undefined when it is not UTF-8. */
export function decodeTail(tail: string): string | undefined {
  try {
    return decodeURIComponent(tail).replaceAll(/^\/+|\/+$/g, '');
  } catch {
    return undefined;
  }
}

/** Fastify's pattern of a document's path; parameters are named by position, so that documents may name them freely. */
export function routePattern(path: string): { readonly url: string; readonly names: readonly string[] } {
  const names: string[] = [];
  const url = path.replaceAll(parameter, (_, name: string) => `:p${names.push(name) - 1}`);
  return { url, names };
}
