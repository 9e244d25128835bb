import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FederatedExtension } from '@himalia/contracts/frontends';
import { isRecord, readJson, text } from '../read-json.ts';

/** Told of an extension that was found and cannot be used. */
export type Report = (folder: string, problem: string) => void;

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** Folders of extensions: `<name>` and `@<scope>/<name>`. They may be links, which development installs make. */
async function candidates(labextensions: string): Promise<string[]> {
  const found = await names(labextensions);
  const nested = found.map(async (name) => {
    const folder = join(labextensions, name);
    return name.startsWith('@') ? (await names(folder)).map((inner) => join(folder, inner)) : [folder];
  });
  return (await Promise.all(nested)).flat();
}

async function folderIn(parent: string, name: string): Promise<string | undefined> {
  const path = join(parent, name);
  return (await stat(path).catch(() => undefined))?.isDirectory() ? path : undefined;
}

/** The folders of that name in extensions, whether those have a program for the page or bring nothing else. */
export async function foldersOfExtensions(labextensions: readonly string[], name: string): Promise<readonly string[]> {
  const extensions = (await Promise.all(labextensions.map(candidates))).flat();
  const found = await Promise.all(extensions.map((folder) => folderIn(folder, name)));
  return found.filter((folder) => folder !== undefined);
}

/** An array of names, or an object of names with true (both occur). */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((name) => typeof name === 'string');
  return isRecord(value) ? Object.keys(value).filter((name) => value[name] === true) : [];
}

function buildOf(jupyterlab: Readonly<Record<string, unknown>>): FederatedExtension['build'] | undefined {
  const built = isRecord(jupyterlab._build) ? jupyterlab._build : {};
  const [load, extension, mimeExtension, style] = [built.load, built.extension, built.mimeExtension, built.style].map(
    text,
  );
  if (!load) return undefined;
  return {
    load,
    ...(extension ? { extension } : {}),
    ...(mimeExtension ? { mimeExtension } : {}),
    ...(style ? { style } : {}),
  };
}

async function read(folder: string, report: Report): Promise<FederatedExtension | undefined> {
  try {
    const manifest = await readJson(join(folder, 'package.json'));
    const name = text(manifest?.name);
    if (!manifest || !name) return undefined;
    const jupyterlab = isRecord(manifest.jupyterlab) ? manifest.jupyterlab : {};
    const build = buildOf(jupyterlab);
    if (!build) {
      report(folder, 'its package.json has no jupyterlab._build: it was not built as a prebuilt extension');
      return undefined;
    }
    return {
      name,
      version: text(manifest.version) ?? '',
      folder,
      build,
      disables: namesIn(jupyterlab.disabledExtensions),
      manifest,
    };
  } catch (error) {
    report(folder, (error as Error).message);
    return undefined;
  }
}

/** The prebuilt extensions below `labextensions` folders; of two with one name the first one found counts. */
export async function findExtensions(
  folders: readonly string[],
  report: Report = () => {},
): Promise<readonly FederatedExtension[]> {
  const found = new Map<string, FederatedExtension>();
  for (const folder of folders) {
    const here = await Promise.all((await candidates(folder)).map((one) => read(one, report)));
    for (const extension of here) if (extension && !found.has(extension.name)) found.set(extension.name, extension);
  }
  return [...found.values()];
}
