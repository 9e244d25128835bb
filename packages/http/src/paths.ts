import { compareRoutes, type Route, trimSlashes } from '@himalia/core';

/**
 * Fastify's router knows parameters of one segment. A path whose parameter is a tail (many segments) is therefore matched
 * here first, its tail kept aside, and routed as if the tail were one segment.
 */
type Template = Pick<Route, 'path' | 'segments'> & {
  readonly methods: Set<string>;
  /** The literal text that such a path begins with: comparing it costs less than the pattern. */
  readonly prefix: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Undefined: the path has no tail, and goes before weaker ones that have. */
  readonly tail: string | undefined;
};

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const parameter = /\{(\w+)\}/g;
/** Stands for the tail in the rewritten path. */
const placeholder = '~';

export function tailOf({ segments }: Pick<Route, 'segments'>): string | undefined {
  return segments.find((segment) => segment.kind === 'tail')?.name;
}

function compile(route: Route): Template {
  const { path, segments } = route;
  const tail = tailOf(route);
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
    path,
    segments,
    methods: new Set([route.method]),
    prefix: prefixOf(path),
    pattern: new RegExp(`^${pieces.join('')}/?$`, 's'),
    names,
    tail,
  };
}

function prefixOf(path: string): string {
  return path.replace(/\/?\{.*/s, '');
}

/** Knows all paths and matches those with tails, in the order of precedence that `core` documents. */
export class Tails {
  readonly #templates: Template[] = [];
  readonly #prefixes: string[] = [];

  add(route: Route): void {
    const known = this.#templates.find(({ path }) => path === route.path);
    if (known) {
      known.methods.add(route.method);
      return;
    }
    const template = compile(route);
    if (template.tail !== undefined) this.#prefixes.push(template.prefix);
    this.#templates.push(template);
    this.#templates.sort(compareRoutes);
  }

  /**
   * The path to route by, and the still encoded tail; undefined when the path can be routed as it is. A path that fits best
   * without its tail, but for a slash at its end, is not the one of an empty tail: `/api/things/` lists.
   */
  match(method: string, path: string): { readonly path: string; readonly tail?: string } | undefined {
    if (!this.#prefixes.some((prefix) => path.startsWith(prefix))) return undefined;
    const asked = method === 'HEAD' ? 'GET' : method;
    const fitting = this.#templates.filter(({ prefix, pattern }) => path.startsWith(prefix) && pattern.test(path));
    const best = fitting.find(({ methods }) => methods.has(asked)) ?? fitting[0];
    if (!best) return undefined;
    if (best.tail === undefined) return path === `${best.path}/` ? { path: best.path } : undefined;
    const { names, tail, path: template } = best;
    const found = best.pattern.exec(path);
    const values = new Map(names.map((name, index) => [name, found?.[index + 1] ?? '']));
    const routed = template.replaceAll(parameter, (_, name: string) =>
      name === tail ? placeholder : (values.get(name) ?? ''),
    );
    return { path: routed, tail: values.get(tail) ?? '' };
  }
}

/** Decodes a tail and drops its outer slashes; undefined when it is not UTF-8. */
export function decodeTail(tail: string): string | undefined {
  try {
    return trimSlashes(decodeURIComponent(tail));
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
