import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Kernelspec, Kernelspecs } from '@himalia/contracts/kernelspecs';
import { type Finding, ok, warning, wrong } from './finding.ts';

const about = 'kernels';

/** Which kernels there are, and which of them could not start. */
export async function judgeKernels(kernelspecs: Kernelspecs): Promise<readonly Finding[]> {
  const [found, broken] = await Promise.all([kernelspecs.list(), kernelspecs.broken()]);
  const names = found.map(({ name }) => name).join(', ');
  if (found.length === 0) {
    const hint = 'pip install ipykernel, or start a remix with the embedded kernels.';
    return [wrong(about, 'There is no kernel, so nothing can run.', hint)];
  }
  return [
    ok(about, `Kernels: ${names}.`),
    ...broken.map(({ path, problem }) =>
      warning(about, `The kernelspec ${path} is broken: ${problem}.`, 'Mend its kernel.json, or remove the folder.'),
    ),
    ...found.flatMap(judgeProgram),
  ];
}

/** `python` alone is the one beside the kernelspec, or on the PATH. */
function judgeProgram({ name, argv: [program = ''], resourceDir, prefix }: Kernelspec): readonly Finding[] {
  if (isAbsolute(program) ? canRun(program) : searched(prefix).some((folder) => canRun(join(folder, program))))
    return [];
  const message = `The kernel '${name}' starts ${program}, which is not there.`;
  return [warning(about, message, `Install it anew, or remove ${resourceDir}.`)];
}

function searched(prefix: string | undefined): readonly string[] {
  const path = (process.env.PATH ?? '').split(delimiter);
  return prefix === undefined ? path : [join(prefix, 'bin'), join(prefix, 'Scripts'), prefix, ...path];
}

function canRun(path: string): boolean {
  return [path, `${path}.exe`].some((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
