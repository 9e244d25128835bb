// Generated from Jupyter kernelspecs 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Kernelspecs = { readonly default: string; readonly kernelspecs: Readonly<Record<string, KernelspecEntry>> };

export type KernelspecEntry = { readonly name: string; readonly spec: KernelspecFile; /** URL (base URL included) of each `logo-*` by its stem, of `kernel.js` and of `kernel.css`. */ readonly resources: Readonly<Record<string, string>> };
/** The kernel.json, defaults filled in. */
export type KernelspecFile = { readonly argv: readonly (string)[]; readonly env: Readonly<Record<string, string>>; readonly display_name: string; readonly language: string; readonly interrupt_mode: "signal" | "message"; readonly metadata: Readonly<Record<string, unknown>>; /** Empty where the file does not say. */ readonly kernel_protocol_version: string };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** List the kernels that can be started */ 
  listKernelspecs: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Kernelspecs; 403: Error };
  };
  /** One kernelspec */ 
  getKernelspec: {
    params: { /** Compared without regard to case. */ readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: KernelspecEntry; 403: Error; 404: Error };
  };
  /** A logo or script of a kernelspec */ 
  getKernelspecResource: {
    params: { /** Compared without regard to case. */ readonly name: string; /** A file of the kernelspec's folder. */ readonly file: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
}
export interface Channels {
}
