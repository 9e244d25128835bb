import type { Diagnostic } from '../diagnostic.ts';
import { type Route, routesOf } from '../route.ts';
import { compareRoutes, covers, shapeOf } from '../route-order.ts';
import type { Promised } from './contracts.ts';
import { compareText } from './list.ts';

type Claim = { readonly plugin: string; readonly route: Route };

/** Routes that take each other's requests. A contract that is promised twice is counted once: that is its own fault. */
export function routeClashes(promised: readonly Promised[]): readonly Diagnostic[] {
  const contracts = new Map(promised.toReversed().map((promise) => [promise.contract.name, promise]));
  const claims = [...contracts.values()].flatMap(({ plugin, contract }) => {
    return routesOf(contract).map((route) => ({ plugin: plugin.id, route }));
  });
  claims.sort((left, right) => compareText(nameOf(left), nameOf(right)));
  return [...sameShape(claims), ...neverReached(claims)];
}

function nameOf({ plugin, route }: Claim): string {
  return `${plugin} ${route.contract} ${route.id} ${route.path}`;
}

function* sameShape(claims: readonly Claim[]): Iterable<Diagnostic> {
  const groups = Map.groupBy(claims, ({ route }) => `${route.method} ${shapeOf(route)}`);
  for (const [first, ...others] of groups.values()) {
    for (const other of others) if (first && !onlySlash(first.route, other.route)) yield pairOf(first, other);
  }
}

/** One contract may promise `/x` and `/x/`, because some Jupyter clients ask for the second. */
function onlySlash(left: Route, right: Route): boolean {
  return left.contract === right.contract && left.path.endsWith('/') !== right.path.endsWith('/');
}

function pairOf(first: Claim, other: Claim): Diagnostic {
  const sameNames = normalised(first.route) === normalised(other.route);
  if (sameNames || first.route.contract === other.route.contract) {
    const message = `${shown(first)} and ${shown(other)} claim the same address.`;
    return diagnostic(
      'E_ROUTE_CLASH',
      message,
      'Enable only one of the plugins, or change one of the paths.',
      first,
      other,
    );
  }
  const message = `${shown(first)} and ${shown(other)} match the same requests: only the names of their parameters differ.`;
  const hint = 'Give one of the paths a static segment; static text beats a parameter, and a parameter beats a tail.';
  return diagnostic('E_SHADOWED', message, hint, first, other);
}

function normalised({ segments }: Route): string {
  return segments.map((segment) => ('text' in segment ? segment.text : `{${segment.name}}`)).join('/');
}

/** Without a tail that more segments follow, the rule of precedence leaves a route some requests of its own. */
function* neverReached(claims: readonly Claim[]): Iterable<Diagnostic> {
  for (const group of Map.groupBy(claims, ({ route }) => route.method).values()) {
    for (const loser of group.filter(hasInnerTail)) {
      const winner = group.find(({ route }) => compareRoutes(route, loser.route) < 0 && covers(route, loser.route));
      if (!winner) continue;
      const message = `${shown(loser)} is never reached: ${shown(winner)} matches the same requests and goes first.`;
      yield diagnostic('E_SHADOWED', message, 'Put static text before the tail of one of the paths.', winner, loser);
    }
  }
}

function hasInnerTail({ route }: Claim): boolean {
  return route.segments.slice(0, -1).some(({ kind }) => kind === 'tail');
}

function shown({ route }: Claim): string {
  return `${route.method} ${route.path} (${route.id} of '${route.contract}')`;
}

function diagnostic(code: Diagnostic['code'], message: string, hint: string, ...claims: readonly Claim[]): Diagnostic {
  const plugins = [...new Set(claims.map(({ plugin }) => plugin))].sort(compareText);
  return { code, message, hint, plugins, tokens: [] };
}
