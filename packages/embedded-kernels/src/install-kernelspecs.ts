import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedKernelName, embeddedKernelNames, embeddedKernelspec } from './embedded-kernelspec.ts';
import { userKernelsFolder } from './user-kernels-folder.ts';

export type InstallTarget = string | { readonly environment: Readonly<Record<string, string | undefined>> };

/**
 * Writes kernelspec folders (kernel.json and logos) for any Jupyter server into a `kernels` folder of the Jupyter path: the
 * one given, or the user's own. Folders of the same names are overwritten. Answers their paths. They name this
 * installation and its Node, so they hold until it moves.
 */
export async function installKernelspecs(target: InstallTarget): Promise<readonly string[]> {
  const folder = typeof target === 'string' ? target : userKernelsFolder(target.environment);
  return await Promise.all(embeddedKernelNames.map((name) => install(name, join(folder, name))));
}

async function install(name: EmbeddedKernelName, target: string): Promise<string> {
  const { resourceDir, argv, env, display_name, language, interrupt_mode, metadata, kernel_protocol_version } =
    embeddedKernelspec(name);
  await mkdir(target, { recursive: true });
  for (const file of await readdir(resourceDir)) await copyFile(join(resourceDir, file), join(target, file));
  const spec = { argv, env, display_name, language, interrupt_mode, metadata, kernel_protocol_version };
  const temporary = join(target, `kernel.json.${process.pid}`);
  await writeFile(temporary, `${JSON.stringify(spec, null, 2)}\n`);
  await rename(temporary, join(target, 'kernel.json'));
  return target;
}
