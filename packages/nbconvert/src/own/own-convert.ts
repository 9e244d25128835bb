import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ExportedNotebook, NotebookExportError, type NotebookToExport } from '@himalia/contracts/nbconvert';
import { elsewhere, ownFormats } from './formats.ts';
import type { Work } from './own-worker.ts';

/** MiB of a thread's heap. */
const HEAP = 1024;
const here = new URL(import.meta.url);

/** Converts in a thread of its own, so that a large notebook holds nobody up. Rejects with the signal's reason. */
export async function ownConvert(
  format: string,
  { notebook, name, sanitize = false }: NotebookToExport,
  largest: number,
  signal: AbortSignal,
): Promise<ExportedNotebook> {
  if (!ownFormats.has(format)) throw unknown(format);
  const workerData: Work = { format, name, sanitize, notebook: JSON.stringify(notebook) };
  const worker = new Worker(new URL(`./own-worker${extname(here.pathname)}`, here), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  const abort = (): void => void worker.terminate();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const result = await answerOf(worker);
    if (result.bytes.length <= largest) return result;
    throw new NotebookExportError('too_large', `The result is larger than ${largest / 2 ** 20} MiB`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotebookExportError) throw error;
    throw new NotebookExportError('failed', `The conversion failed: ${(error as Error).message}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

async function answerOf(worker: Worker): Promise<ExportedNotebook> {
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('its thread ended')));
  });
}

function unknown(format: string): NotebookExportError {
  const names = [...ownFormats.keys()].join(', ');
  const hint = elsewhere.has(format)
    ? `it needs nbconvert, which no Python here has: pip install nbconvert (and for pdf, latex, rst and asciidoc pandoc, for pdf also XeLaTeX)`
    : `there are ${names}`;
  return new NotebookExportError('no_format', `No exporter for format: ${format}; ${hint}`);
}
