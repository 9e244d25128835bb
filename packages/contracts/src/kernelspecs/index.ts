import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** A kernel.json, with defaults filled in. */
export type Kernelspec = {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'signal' | 'message';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly kernel_protocol_version: string;
  /** Folder of the spec: `{resource_dir}` and its logos. */
  readonly resourceDir: string;
  /** The Python prefix it was found under, for `python` in argv and `{prefix}`. */
  readonly prefix?: string;
};
/** A kernelspec that could not be read, and why. */
export type BrokenKernelspec = { readonly name: string; readonly path: string; readonly problem: string };

/** A place that kernelspecs come from besides the Jupyter path. Listed after those found there, in order of `rank`. */
export interface KernelspecSource {
  readonly id: string;
  readonly rank: number;
  list(): Promise<readonly Kernelspec[]>;
}

export interface Kernelspecs {
  /** Names are lower case. Found anew at each call (cheaply). Order: machine's kernels first, then the sources'. */
  list(): Promise<readonly Kernelspec[]>;
  get(name: string): Promise<Kernelspec | undefined>;
  broken(): Promise<readonly BrokenKernelspec[]>;
  defaultName(): Promise<string>;
  register(source: KernelspecSource): Disposable;
}
export const Kernelspecs: Token<Kernelspecs> = new Token('kernelspecs');

/** `/api/kernelspecs`: what is served and in which form. */
export const contract: Contract<Operations> = { name: 'kernelspecs', openapi };
