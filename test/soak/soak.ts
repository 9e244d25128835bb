import { setTimeout as delay } from 'node:timers/promises';
import { Home, type ServerProcess } from '@himalia/testing';
import { growthIn, type Sample, trendOf } from './flatness.ts';
import { NotebookUser } from './notebook-user.ts';
import { openFiles, processesOf, type Usage } from './processes.ts';

export type SoakOptions = {
  readonly minutes: number;
  readonly users: number;
  /** Kernelspecs, given to the users in turn. */
  readonly kernels: readonly string[];
  readonly say: (line: string) => void;
};
export type Soaked = { readonly rounds: number; readonly growth: readonly string[] };

const samples = 60;

/** Users work on a server of its own until the time is over. Rejects at the first thing that goes wrong for one of them. */
export async function soak({ minutes, users, kernels, say }: SoakOptions): Promise<Soaked> {
  using home = new Home();
  const { HIMALIA_PYTHON: python } = process.env;
  if (python) home.installKernel('python3', [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}']);
  await using server = await home.serve('notebook');
  const end = Date.now() + minutes * 60_000;
  const all = Array.from(
    { length: users },
    (_, at) => new NotebookUser(server, `user-${at}`, kernels[at % kernels.length] ?? ''),
  );
  const watch = new Watch(server, home.runtime, say);
  const work = all.map(async (user) => {
    while (Date.now() < end) await user.round();
  });
  const rounds = (): number => all.reduce((sum, user) => sum + user.rounds, 0);
  await Promise.all([...work, watch.until(end, (minutes * 60_000) / samples, rounds)]);
  await server.stop();
  return { rounds: rounds(), growth: watch.growth() };
}

/** The memory and files of the processes that must not grow: the server and its supervisor. */
class Watch {
  readonly #server: ServerProcess;
  readonly #runtime: string;
  readonly #say: (line: string) => void;
  readonly #samples = new Map<string, Sample[]>();
  readonly #started = Date.now();

  constructor(server: ServerProcess, runtime: string, say: (line: string) => void) {
    this.#server = server;
    this.#runtime = runtime;
    this.#say = say;
  }

  async until(end: number, pause: number, rounds: () => number): Promise<void> {
    while (Date.now() < end) {
      await delay(pause);
      const line = (await this.#sampled()).map(
        ({ name, memory, files }) => `${name} ${memory.toFixed(0)} MB ${files} files`,
      );
      this.#say(
        `${((Date.now() - this.#started) / 1000).toFixed(0).padStart(5)} s  ${rounds()} rounds  ${line.join('  ')}`,
      );
    }
    this.#say(`open files of the server: ${JSON.stringify(await openFiles(this.#server.pid))}`);
  }

  growth(): readonly string[] {
    return [...this.#samples].flatMap(([name, list]) => growthIn(trendOf(list)).map((what) => `${name}: ${what}`));
  }

  async #sampled(): Promise<({ readonly name: string } & Usage)[]> {
    const found = await processesOf(this.#runtime);
    const watched = found.flatMap((usage) => {
      const name =
        usage.pid === this.#server.pid ? 'server' : usage.command.includes('supervisor') ? 'supervisor' : undefined;
      return name === undefined ? [] : [{ ...usage, name }];
    });
    for (const { name, memory, files } of watched) {
      const list = this.#samples.get(name) ?? [];
      list.push({ at: Date.now() - this.#started, memory, files });
      this.#samples.set(name, list);
    }
    return watched;
  }
}
