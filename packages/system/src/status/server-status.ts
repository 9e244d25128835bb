import type { Http, RequestTime } from '@himalia/contracts/http';
import type { KernelModel, Kernels } from '@himalia/contracts/kernels';
import type { Status } from '@himalia/contracts/system';
import type { Terminals } from '@himalia/contracts/terminals';
import { isoTime } from '../iso-time.ts';

type Sources = {
  readonly http: Pick<Http, 'lastActivity' | 'requestTimes'>;
  readonly kernels: (Pick<Kernels, 'list'> & { readonly left: Pick<Kernels['left'], 'recall'> }) | undefined;
  readonly terminals: Pick<Terminals, 'list'> | undefined;
};

/** Counts and times of this run of the server. */
export class ServerStatus {
  readonly #sources: Sources;
  readonly started: Date = new Date();
  readonly #startedText = isoTime(this.started);

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  get kernels(): readonly KernelModel[] {
    return this.#sources.kernels?.list() ?? [];
  }
  get terminals(): number {
    return this.#sources.terminals?.list().length ?? 0;
  }

  get requestTimes(): readonly RequestTime[] {
    return this.#sources.http.requestTimes();
  }

  /** The latest of: start, API request, each kernel's and each terminal's activity. */
  get lastActivity(): Date {
    const { http, terminals } = this.#sources;
    const listed = [...this.kernels, ...(terminals?.list() ?? [])].map(({ last_activity }) =>
      Date.parse(last_activity),
    );
    const times = [this.started.getTime(), http.lastActivity.getTime(), ...listed];
    return new Date(Math.max(...times.filter(Number.isFinite)));
  }

  report(): Status {
    const { kernels } = this;
    const waitsFor = this.#sources.kernels?.left.recall?.waitsFor;
    return {
      connections: kernels.reduce((sum, { connections }) => sum + connections, 0),
      kernels: kernels.length,
      last_activity: isoTime(this.lastActivity),
      started: this.#startedText,
      ...(waitsFor === undefined ? {} : { waits_for: waitsFor }),
    };
  }
}
