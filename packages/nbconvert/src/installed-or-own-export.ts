import { join } from 'node:path';
import {
  type ExportedNotebook,
  type NotebookExport,
  NotebookExportError,
  type NotebookToExport,
} from '@himalia/contracts/nbconvert';
import type { JupyterPaths } from '@himalia/contracts/system';
import type { Log } from '@himalia/core';
import { asNotebook, isObject, joinNotebook, type Notebook, NotebookError } from '@himalia/protocol/nbformat';
import { ownFormats } from './own/formats.ts';
import { ownConvert } from './own/own-convert.ts';
import { type FoundNbconvert, findNbconvert } from './python/find-nbconvert.ts';
import { KeptFormats } from './python/kept-formats.ts';
import { pythonConvert, pythonFormats } from './python/python-export.ts';
import { Slots } from './slots.ts';

type Options = {
  readonly paths: JupyterPaths;
  readonly config: {
    readonly python: boolean;
    /** Seconds. */
    readonly timeout: number;
    readonly atOnce: number;
    readonly maxMegabytes: number;
  };
  readonly log: Log;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
};
type Installed = { readonly found: FoundNbconvert; readonly formats: ReadonlyMap<string, string> };
const WAITING = 100;

/** An installed nbconvert is looked for at each use, cheaply: it may come and go while the server runs. */
export class InstalledOrOwnExport implements NotebookExport {
  readonly #options: Options;
  readonly #slots: Slots;
  readonly #kept: KeptFormats;
  #known: { readonly stamp: string; readonly installed: Promise<Installed | undefined> } | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#slots = new Slots(options.config.atOnce, WAITING);
    this.#kept = new KeptFormats(join(options.paths.userData, 'himalia', 'nbconvert-formats.json'));
  }

  async formats(): Promise<ReadonlyMap<string, string>> {
    return (await this.#installed())?.formats ?? ownFormats;
  }

  async convert(format: string, what: NotebookToExport, signal: AbortSignal): Promise<ExportedNotebook> {
    const { timeout, maxMegabytes } = this.#options.config;
    const notebook = readable(what.notebook);
    const limit = AbortSignal.timeout(timeout * 1000);
    const any = AbortSignal.any([signal, limit, this.#options.signal]);
    const limits = { largest: maxMegabytes * 2 ** 20, configFolder: this.#options.paths.userConfig };
    try {
      return await this.#slots.run(async () => {
        const installed = await this.#installed();
        if (installed) return await pythonConvert(installed.found, format, { ...what, notebook }, limits, any);
        return await ownConvert(format, { ...what, notebook }, limits.largest, any);
      }, any);
    } catch (error) {
      if (!limit.aborted || error instanceof NotebookExportError) throw error;
      throw new NotebookExportError('too_long', `The conversion took longer than ${timeout} s and was ended`);
    }
  }

  async #installed(): Promise<Installed | undefined> {
    const { paths, config } = this.#options;
    const found = config.python ? await findNbconvert(paths.prefixes) : undefined;
    if (!found) return undefined;
    if (this.#known?.stamp !== found.stamp) this.#known = { stamp: found.stamp, installed: this.#asked(found) };
    return await this.#known.installed;
  }

  /** One that does not work, or not in time, is as none. */
  async #asked(found: FoundNbconvert): Promise<Installed | undefined> {
    const { config, log, signal } = this.#options;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(config.timeout * 1000)]);
    try {
      const kept = await this.#kept.read(found.stamp);
      if (kept) return { found, formats: kept };
      const formats = await pythonFormats(found, limit);
      await this.#kept.write(found.stamp, formats);
      return { found, formats };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('the installed nbconvert does not work; notebooks are converted without it', { ...found, reason });
      return undefined;
    }
  }
}

/** As lenient as nbconvert: a version that is not said is the current one. */
function readable(content: unknown): Notebook {
  try {
    const current = { nbformat: 4, nbformat_minor: 5 };
    return joinNotebook(asNotebook(isObject(content) ? { ...current, ...content } : content));
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new NotebookExportError('bad_notebook', `This is no notebook: ${error.message}`);
  }
}
