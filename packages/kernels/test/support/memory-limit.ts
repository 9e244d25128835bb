import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group with little memory, where this test may make one (Linux, as root, cgroup-v1 or v2); else undefined. */
export function memoryGroup(name: string, bytes: number): { readonly procs: string; remove(): void } | undefined {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
    const older = lines.find(([, controllers]) => controllers === 'memory')?.[2];
    const newer = lines.find(([hierarchy]) => hierarchy === '0')?.[2] ?? '/';
    const place = older === undefined ? join('/sys/fs/cgroup', newer) : join('/sys/fs/cgroup/memory', older);
    const folder = join(place, name);
    mkdirSync(folder);
    writeFileSync(join(folder, older === undefined ? 'memory.max' : 'memory.limit_in_bytes'), String(bytes));
    return { procs: join(folder, 'cgroup.procs'), remove: () => rmdirSync(folder) };
  } catch {
    return undefined;
  }
}
