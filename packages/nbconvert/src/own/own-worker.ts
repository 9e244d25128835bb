import { parentPort, workerData } from 'node:worker_threads';
import { parseJson } from '@himalia/protocol/nbformat';
import { exportNotebook } from './export-notebook.ts';

export type Work = {
  readonly format: string;
  readonly name: string;
  readonly sanitize: boolean;
  /** JSON. */
  readonly notebook: string;
};

const { notebook, ...how } = workerData as Work;
parentPort?.postMessage(exportNotebook(parseJson(notebook), how));
