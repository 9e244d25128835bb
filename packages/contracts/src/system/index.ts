import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** Where Jupyter keeps things on this machine (jupyter_core's rules); absolute, first entry wins. */
export interface JupyterPaths {
  /** Data folders: `kernels/`, `labextensions/`, `lab/` … below each. */
  readonly data: readonly string[];
  /** Configuration folders: `labconfig/`, `serverconfig/` … below each. */
  readonly config: readonly string[];
  /** The user's own data folder. */
  readonly userData: string;
  /** The user's own configuration folder; what the server writes goes here. */
  readonly userConfig: string;
  /** Runtime files: connection files, `jpserver-*.json`, secrets. Mode 0700. */
  readonly runtime: string;
  /** Python prefixes found (virtual environment, conda, `jupyter` or `python3` on PATH), best first. */
  readonly prefixes: readonly string[];
}
export const JupyterPaths: Token<JupyterPaths> = new Token('jupyter-paths');

/** Version, status, metrics, health, shutdown. */
export const contract: Contract<Operations> = { name: 'system', openapi };
export type { Operations, Status } from './generated/types.ts';
