import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaFolder } from '@himalia/contracts/frontends';
import { isRecord, type Values } from '../is-record.ts';
import { ParsedFiles } from '../parsed-files.ts';
import { compareIds, parseId } from './setting-id.ts';

/** A plugin's schema as it was found, without overrides. */
export type FoundSchema = {
  readonly id: string;
  readonly schema: Values;
  readonly version: string;
};
type Place = {
  readonly id: string;
  readonly folder: string;
  readonly path: string;
  readonly version: string | undefined;
};

const extension = '.json';

function parseObject(text: string): Values {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error('it is no JSON object');
  return value;
}

async function entries(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

/** Folders `<package>` and `@<scope>/<package>`. */
async function packagesIn(folder: string): Promise<readonly string[]> {
  const names = await entries(folder);
  const nested = names.map(async (name) =>
    name.startsWith('@') ? (await entries(join(folder, name))).map((inner) => `${name}/${inner}`) : [name],
  );
  return (await Promise.all(nested)).flat();
}

async function placesIn({ folder, version }: SchemaFolder): Promise<readonly Place[]> {
  const nested = (await packagesIn(folder)).map(async (name) => {
    const files = (await entries(join(folder, name))).filter((file) => file.endsWith(extension));
    return files.map((file) => ({
      id: `${name}:${file.slice(0, -extension.length)}`,
      folder: join(folder, name),
      path: join(folder, name, file),
      version,
    }));
  });
  return (await Promise.all(nested)).flat();
}

/** The schemas in the folders of front ends and extensions; of two with one id the first one counts. */
export class SchemaFiles {
  readonly #folders: () => Promise<readonly SchemaFolder[]>;
  readonly #report: (path: string, problem: string) => void;
  readonly #files = new ParsedFiles({ parse: parseObject, most: 5000, largest: 8 * 1024 * 1024 });

  /** @param report is told of schemas that cannot be read */
  constructor(folders: () => Promise<readonly SchemaFolder[]>, report: (path: string, problem: string) => void) {
    this.#folders = folders;
    this.#report = report;
  }

  /** Descending. */
  async ids(): Promise<readonly string[]> {
    return [...(await this.#places()).keys()].sort(compareIds);
  }

  /** By descending id; schemas that cannot be read are left out. */
  async list(): Promise<readonly FoundSchema[]> {
    const places = [...(await this.#places()).values()].sort((one, other) => compareIds(one.id, other.id));
    const found = await Promise.all(places.map((place) => this.#read(place)));
    return found.flatMap((one) => (one && 'schema' in one ? [one] : []));
  }

  /** Undefined when there is none; a problem when it cannot be read. */
  async get(id: string): Promise<FoundSchema | { readonly problem: string } | undefined> {
    const parsed = parseId(id);
    if (!parsed) return undefined;
    for (const { folder, version } of await this.#folders()) {
      const own = join(folder, parsed.package);
      const found = await this.#read({ id, folder: own, path: join(own, `${parsed.plugin}${extension}`), version });
      if (found) return found;
    }
    return undefined;
  }

  async #places(): Promise<ReadonlyMap<string, Place>> {
    const places = (await Promise.all((await this.#folders()).map(placesIn))).flat();
    const first = new Map<string, Place>();
    for (const place of places) if (!first.has(place.id) && parseId(place.id)) first.set(place.id, place);
    return first;
  }

  async #read({ id, folder, path, version }: Place): Promise<FoundSchema | { readonly problem: string } | undefined> {
    const file = await this.#files.read(path);
    if (!file) return undefined;
    const { parsed } = file;
    if ('problem' in parsed) {
      this.#report(path, parsed.problem);
      return { problem: `The schema of ${id} cannot be read: ${parsed.problem}` };
    }
    return { id, schema: parsed.value, version: (await this.#packageVersion(folder)) ?? version ?? 'N/A' };
  }

  /** Builds of JupyterLab leave the package's own manifest beside its schemas. */
  async #packageVersion(folder: string): Promise<string | undefined> {
    const file = await this.#files.read(join(folder, 'package.json.orig'));
    const version = file && 'value' in file.parsed ? file.parsed.value.version : undefined;
    return typeof version === 'string' ? version : undefined;
  }
}
