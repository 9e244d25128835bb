import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLog, definePlugin, type Plugin, resolve, StartError, start, Token } from '@himalia/core';
import fc from 'fast-check';

type Node = {
  readonly requires: readonly number[];
  readonly optional: readonly number[];
  readonly critical: boolean;
  readonly fails: boolean;
  /** How many turns of the event loop its activation and its end take. */
  readonly turns: number;
  readonly endFails: boolean;
};
type Event = { readonly what: 'begin' | 'up' | 'end' | 'ended'; readonly index: number };

const log = createLog({ level: 'error', format: 'text', write: () => {} });

const raw = fc.record({
  requires: fc.array(fc.nat(), { maxLength: 3 }),
  optional: fc.array(fc.nat(), { maxLength: 2 }),
  critical: fc.boolean(),
  fails: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
  turns: fc.nat(4),
  endFails: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
});
/** Needs point to earlier plugins only. */
const graph = fc.array(raw, { maxLength: 12 }).map((nodes) => {
  return nodes.map((node, index): Node => {
    const earlier = (numbers: readonly number[]): readonly number[] => {
      return index === 0 ? [] : [...new Set(numbers.map((number) => number % index))];
    };
    return { ...node, requires: earlier(node.requires), optional: earlier(node.optional) };
  });
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

function tokens(indexes: readonly number[], prefix: string): Record<string, Token<unknown>> {
  return Object.fromEntries(indexes.map((index) => [`${prefix}${index}`, new Token(`t${index}`)]));
}

function pluginOf(node: Node, index: number, events: Event[], failed: ReadonlySet<number>): Plugin {
  return definePlugin({
    id: `p${index}`,
    description: '',
    requires: tokens(node.requires, 'r'),
    optional: tokens(node.optional, 'o'),
    provides: new Token<unknown>(`t${index}`),
    critical: node.critical,
    async activate(context) {
      events.push({ what: 'begin', index });
      const services = context as unknown as Record<string, unknown>;
      for (const need of node.requires) assert.equal(services[`r${need}`]?.toString(), `service ${need}`);
      for (const need of node.optional) assert.equal(services[`o${need}`] === undefined, failed.has(need));
      await turns(node.turns);
      if (node.fails) throw new Error(`p${index} fails`);
      events.push({ what: 'up', index });
      return {
        toString: () => `service ${index}`,
        async [Symbol.asyncDispose]() {
          assert.ok(context.signal.aborted);
          events.push({ what: 'end', index });
          await turns(node.turns);
          events.push({ what: 'ended', index });
          if (node.endFails) throw new Error(`end of p${index} fails`);
        },
      };
    },
  });
}

/** Those that fail by themselves or because something they require does. */
function failing(nodes: readonly Node[]): ReadonlySet<number> {
  const failed = new Set<number>();
  for (const [index, { fails, requires }] of nodes.entries()) {
    if (fails || requires.some((need) => failed.has(need))) failed.add(index);
  }
  return failed;
}

function checkOrder(nodes: readonly Node[], events: readonly Event[]): void {
  const at = (what: Event['what'], index: number): number => {
    return events.findIndex((event) => event.what === what && event.index === index);
  };
  const count = (what: Event['what'], index: number): number => {
    return events.filter((event) => event.what === what && event.index === index).length;
  };
  for (const [index, { requires, optional }] of nodes.entries()) {
    assert.ok(count('begin', index) <= 1);
    assert.equal(count('ended', index), count('up', index), `p${index} ends as often as it came up`);
    if (count('up', index) === 0) continue;
    for (const need of [...requires, ...optional].filter((other) => count('up', other) > 0)) {
      assert.ok(at('up', need) < at('begin', index), `p${need} is up before p${index} begins`);
      assert.ok(at('ended', index) < at('end', need), `p${index} has ended before p${need} ends`);
    }
  }
}

test('whatever fails, services come in the order of needs and each one ends once, before what it needs', async () => {
  let whole = 0;
  let undone = 0;
  await fc.assert(
    fc.asyncProperty(graph, async (nodes) => {
      const events: Event[] = [];
      const failed = failing(nodes);
      const { plan } = resolve(
        nodes.map((node, index) => pluginOf(node, index, events, failed)),
        {},
      );
      assert.ok(plan);
      const fatal = [...failed].filter((index) => nodes[index]?.critical);
      const running = await start(plan, { log }).catch((error: unknown) => {
        assert.ok(error instanceof StartError, String(error));
        assert.ok(fatal.includes(Number(error.plugin.slice(1))), 'a critical plugin that fails is named');
        return undefined;
      });
      assert.equal(running === undefined, fatal.length > 0);
      if (running) whole++;
      else undone++;
      for (const { id, state } of running?.status() ?? []) {
        assert.equal(state, failed.has(Number(id.slice(1))) ? 'failed' : 'active');
      }
      const bad = nodes.filter(({ endFails }, index) => endFails && !failed.has(index)).length;
      if (running && bad > 0)
        await assert.rejects(running.stop('done'), (error: AggregateError) => error.errors.length === bad);
      else await running?.stop('done');
      checkOrder(nodes, events);
    }),
    { numRuns: 400 },
  );
  assert.ok(whole > 40 && undone > 40, `both happen: ${whole} started, ${undone} were undone`);
});
