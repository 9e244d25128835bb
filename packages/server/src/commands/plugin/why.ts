import { compareRoutes, covers, keyOf, nearest, type Plan, type Plugin, type Route, routesOf } from '@himalia/core';
import { type ExitCode, ExitError } from '../../exit-error.ts';
import { type Environment, prepareServer } from '../../prepare-server.ts';
import { readArguments } from './arguments.ts';

type Served = { readonly plugin: Plugin; readonly route: Route };
type Reason = { readonly question: string; readonly lines: readonly string[]; readonly facts: object };

/** `himalia plugin why TOKEN_OR_ROUTE`: who gives a service or answers a request in the usual remix, and who needs it. */
export async function whyCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const usage = 'himalia plugin why SERVICE | /PATH | "METHOD /PATH" [--json]';
  const { words, json, sources } = readArguments(args, usage, 1);
  const [question = ''] = words;
  const { plan } = await prepareServer(sources, environment);
  const reason =
    question.includes('/') && !question.startsWith('@') ? ofRoute(plan, question) : ofService(plan, question);
  if (json) console.log(JSON.stringify({ question, ...reason.facts }, null, 2));
  else for (const line of reason.lines) console.log(line);
  return 0;
}

function ofService(plan: Plan, question: string): Reason {
  const keys = [...plan.providers.keys()].filter((key) => key === question || key.startsWith(`${question}@`));
  if (keys.length === 0) {
    const meant = nearest(
      question,
      [...plan.providers.keys()].flatMap((key) => [key, key.split('@')[0] ?? key]),
    );
    throw new ExitError(1, `No enabled plugin provides '${question}'${meant ? `; did you mean '${meant}'?` : '.'}`);
  }
  const facts = keys.map((key) => {
    const takes = (part: 'requires' | 'optional'): readonly string[] =>
      plan.order
        .filter((plugin) => Object.values(plugin[part]).some((token) => keyOf(token) === key))
        .map(({ id }) => id);
    const others = plan.unchosen.filter(({ provides }) => provides && keyOf(provides) === key).map(({ id }) => id);
    const by = plan.providers.get(key)?.id ?? '';
    return {
      service: key,
      providedBy: by,
      insteadOf: others,
      requiredBy: takes('requires'),
      takenBy: takes('optional'),
    };
  });
  const lines = facts.flatMap(({ service, providedBy, insteadOf, requiredBy, takenBy }) => [
    `${service} is provided by ${providedBy}.`,
    ...insteadOf.map((id) => `  not by ${id}: 'implementations' chooses the other one`),
    ...requiredBy.map((id) => `  required by ${id}`),
    ...takenBy.map((id) => `  taken by ${id}`),
  ]);
  return { question, lines, facts: { services: facts } };
}

function ofRoute(plan: Plan, question: string): Reason {
  const [, method, path = ''] = /^(?:([A-Za-z]+)\s+)?(\/.*)$/.exec(question) ?? [];
  const segments = path
    .split('?')[0]
    ?.split('/')
    .filter(Boolean)
    .map((text) => ({ kind: 'static' as const, text }));
  const all = plan.order.flatMap((plugin) =>
    plugin.contracts.flatMap(routesOf).map((route): Served => ({ plugin, route })),
  );
  const matching = all
    .filter(({ route }) => method === undefined || route.method === method.toUpperCase())
    .filter(({ route }) => covers(route, { segments: segments ?? [] }))
    .sort((left, right) => compareRoutes(left.route, right.route));
  if (matching.length === 0) throw new ExitError(1, `No enabled plugin serves ${question}: it is answered with 404.`);
  const first = new Map<string, Served>();
  for (const served of matching) if (!first.has(served.route.method)) first.set(served.route.method, served);
  const lines = [...matching].map((served) => {
    const { plugin, route } = served;
    const hidden = first.get(route.method) === served ? '' : ' (another one goes first)';
    return `${route.method} ${route.path} is ${route.id} of '${route.contract}', served by ${plugin.id}${hidden}`;
  });
  const facts = matching.map(({ plugin, route }) => ({
    method: route.method,
    path: route.path,
    operation: route.id,
    contract: route.contract,
    plugin: plugin.id,
    serves: first.get(route.method)?.route === route,
  }));
  return { question, lines, facts: { routes: facts } };
}
