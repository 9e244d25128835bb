/** What is measured, how much of it, and what is hoped for (figures of Himalia first, then of jupyter_server). */
import type { Figure, Goal } from './figure.ts';
import { idleSockets } from './idle-sockets.ts';
import { kernelMemory, manyKernels } from './many-kernels.ts';
import { manyWatchers } from './many-watchers.ts';
import { printing } from './printing.ts';
import { cost, serverProcesses } from './processes.ts';
import type { Protocol } from './raw-client.ts';
import { relayThroughput } from './relay-throughput.ts';
import { idleRoundTrip, loadedRoundTrip } from './round-trips.ts';
import type { Server } from './servers.ts';
import { type Load, throughput } from './throughput.ts';

export type Bench = {
  readonly himalia: Server;
  readonly jupyterServer: Server;
  readonly folder: string;
  readonly quick: boolean;
  /** Names of parts; none: all. */
  readonly only: readonly string[];
};

type Size = {
  readonly name: string;
  readonly load: Load;
  /** Messages for jupyter_server, which would need minutes for as many. */
  readonly fewer: number;
  readonly goals: Readonly<Record<Protocol, Goal>>;
};

const sizes: readonly Size[] = [
  {
    name: '20 B',
    load: { count: 200_000, size: 20 },
    fewer: 6000,
    goals: { v1: { ratio: 50, share: 1 / 3 }, json: { ratio: 20 } },
  },
  {
    name: '1 kB',
    load: { count: 100_000, size: 1000 },
    fewer: 6000,
    goals: { v1: { ratio: 30 }, json: { ratio: 20 } },
  },
  {
    name: '20 kB',
    load: { count: 6000, size: 20_000 },
    fewer: 3000,
    goals: { v1: { ratio: 6, share: 0.5 }, json: { ratio: 20 } },
  },
  {
    name: '1 MB binary',
    load: { count: 400, size: 1_000_000, binary: true },
    fewer: 150,
    goals: { v1: { share: 0.7 }, json: {} },
  },
];

/** Runs the parts one after the other; each figure comes as soon as it is known. */
export async function* measureAll(bench: Bench): AsyncGenerator<Figure> {
  const parts = {
    'kernel-memory': kernelMemories,
    throughput: throughputs,
    'round-trips': roundTrips,
    kernels,
    watchers,
    idle,
    printing: prints,
    memory,
  };
  for (const [name, measure] of Object.entries(parts)) {
    if (bench.only.length === 0 || bench.only.includes(name)) yield* measure(bench);
  }
}

async function* kernelMemories({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  const number = quick ? 20 : 100;
  yield {
    id: 'kernel-memory',
    what: `a kernel of ${number} that says nothing, with a client, server memory`,
    unit: 'kB',
    himalia: await kernelMemory(himalia, number),
    jupyterServer: await kernelMemory(jupyterServer, number),
    lessIsBetter: true,
  };
}

async function* throughputs({ himalia, jupyterServer, folder, quick }: Bench): AsyncGenerator<Figure> {
  const samples = quick ? 1 : 3;
  const scaled = (load: Load): Load => (quick ? { ...load, count: load.count / 4 } : load);
  const relays = await relayThroughput(
    folder,
    sizes.map(({ load }) => scaled(load)),
    samples,
  );
  for (const protocol of ['v1', 'json'] as const) {
    for (const [index, { name, load, fewer, goals }] of sizes.entries()) {
      const less = { ...load, count: quick ? fewer / 3 : fewer };
      const mine = await throughput(himalia, protocol, scaled(load), samples);
      const theirs = await throughput(jupyterServer, protocol, less, quick ? 1 : 2);
      const id = `${protocol}-${name.replaceAll(' ', '-')}`;
      const what = `${protocol}, ${name}`;
      const [rate, goal] = [
        { himalia: mine.perSecond, jupyterServer: theirs.perSecond, relay: relays[index] },
        goals[protocol],
      ];
      yield { id, what, unit: 'messages/s', ...rate, ...(Object.keys(goal).length > 0 ? { goal } : {}) };
      const megabytes = (perSecond: number | undefined): number => ((perSecond ?? 0) * load.size) / 1e6;
      yield {
        id: `${id}-bytes`,
        what: `${what}, output alone`,
        unit: 'MB/s',
        himalia: megabytes(rate.himalia),
        jupyterServer: megabytes(rate.jupyterServer),
        relay: megabytes(rate.relay),
      };
      yield {
        id: `${id}-cpu`,
        what: `${what}, server CPU a message`,
        unit: 'µs',
        himalia: mine.microseconds,
        jupyterServer: theirs.microseconds,
        lessIsBetter: true,
      };
    }
  }
}

async function* roundTrips({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  const count = quick ? 50 : 300;
  const times = async function* (
    what: string,
    measure: (server: Server, own: boolean) => Promise<{ p50: number; p99: number }>,
    goal?: Goal,
  ): AsyncGenerator<Figure> {
    const [mine, theirs] = [await measure(himalia, true), await measure(jupyterServer, false)];
    for (const part of ['p50', 'p99'] as const) {
      yield {
        id: `${what.replaceAll(/\W+/g, '-')}-${part}`,
        what: `kernel_info round trip ${part}, ${what}`,
        unit: 'ms',
        himalia: mine[part],
        jupyterServer: theirs[part],
        lessIsBetter: true,
        ...(goal && part === 'p50' ? { goal } : {}),
      };
    }
  };
  yield* times('synthetic kernel', (server, own) => idleRoundTrip(server, 'flood', own ? count : count / 5), {
    ratio: 20,
  });
  yield* times('ipykernel', (server, own) => idleRoundTrip(server, 'python3', own ? count : count / 5), { ratio: 20 });
  const [more, less] = quick ? [100_000, 5000] : [400_000, 15_000];
  yield* times('while another kernel floods', (server, own) =>
    loadedRoundTrip(server, 'python3', own ? more : less, count),
  );
}

async function* kernels({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  for (const number of quick ? [1, 10] : [1, 10, 100]) {
    yield {
      id: `kernels-${number}`,
      what: `${number} kernel${number > 1 ? 's' : ''} at once, v1, 1 kB`,
      unit: 'messages/s',
      himalia: await manyKernels(himalia, number, 60_000, 1000),
      jupyterServer: await manyKernels(jupyterServer, number, 4000, 1000),
    };
  }
}

async function* watchers({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  for (const number of quick ? [1, 10] : [1, 10, 100]) {
    yield {
      id: `watchers-${number}`,
      what: `${number} watcher${number > 1 ? 's' : ''} of one kernel, v1, 1 kB, delivered to all`,
      unit: 'messages/s',
      himalia: await manyWatchers(himalia, number, number > 10 ? 4000 : 40_000, 1000),
      jupyterServer: await manyWatchers(jupyterServer, number, number > 10 ? 60 : 1500 / number, 1000),
    };
  }
}

async function* idle({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  const mine = await idleSockets(himalia, 4, quick ? 50 : 250);
  const theirs = await idleSockets(jupyterServer, 1, quick ? 50 : 300);
  const both = (member: 'alive' | 'kilobytesEach' | 'fanOutMs' | 'reached') => ({
    himalia: mine[member],
    jupyterServer: theirs[member],
  });
  yield {
    id: 'idle',
    what: 'idle WebSockets that live',
    unit: `of ${quick ? 200 : 1000} and ${quick ? 50 : 300}`,
    ...both('alive'),
  };
  yield {
    id: 'idle-memory',
    what: 'an idle WebSocket, server memory',
    unit: 'kB',
    ...both('kilobytesEach'),
    lessIsBetter: true,
    goal: { most: 32 },
  };
  yield {
    id: 'fan-out',
    what: `one message to ${mine.reached} and to ${theirs.reached} WebSockets`,
    unit: 'ms',
    ...both('fanOutMs'),
    lessIsBetter: true,
    goal: { most: 1000 },
  };
}

async function* prints({ himalia, jupyterServer, quick }: Bench): AsyncGenerator<Figure> {
  const lines = quick ? 20_000 : 100_000;
  const [mine, theirs] = [await printing(himalia, lines), await printing(jupyterServer, lines)];
  const what = `ipykernel prints ${lines.toLocaleString('en')} lines`;
  const seconds = { himalia: mine.seconds, jupyterServer: theirs.seconds };
  yield { id: 'printing', what, unit: 's', ...seconds, lessIsBetter: true };
  yield {
    id: 'printing-cpu',
    what: `${what}, server CPU`,
    unit: '% of a core',
    himalia: mine.serverShare * 100,
    jupyterServer: theirs.serverShare * 100,
    lessIsBetter: true,
    goal: { most: 10 },
  };
}

async function* memory({ himalia, jupyterServer }: Bench): AsyncGenerator<Figure> {
  const megabytes = (server: Server): number => cost(serverProcesses(server.pid)).residentKilobytes / 1024;
  yield {
    id: 'memory',
    what: 'server memory after all of this',
    unit: 'MB',
    himalia: megabytes(himalia),
    jupyterServer: megabytes(jupyterServer),
    lessIsBetter: true,
  };
}
