import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';

/** Looks at this process and its machine. */
export class Usage {
  #cpu = process.cpuUsage();
  #at = performance.now();

  /** What is used now; processors since the last look. */
  look() {
    const [before, since] = [this.#at, process.cpuUsage(this.#cpu)];
    this.#cpu = process.cpuUsage();
    this.#at = performance.now();
    const microseconds = Math.max((this.#at - before) * 1000, 1);
    const cpu = Math.round(((since.user + since.system) / microseconds) * 1000) / 1000;
    const [load = 0] = loadavg();
    return {
      at: new Date().toISOString(),
      server: { memory: process.memoryUsage.rss(), cpu },
      machine: { memory: totalmem(), memory_free: freemem(), cpus: availableParallelism(), load },
    };
  }
}
