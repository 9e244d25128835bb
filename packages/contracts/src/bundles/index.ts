import kernelsBundle from './kernels.json' with { type: 'json' };
import labBundle from './lab.json' with { type: 'json' };
import nbclassicBundle from './nbclassic.json' with { type: 'json' };
import notebookBundle from './notebook.json' with { type: 'json' };

/** Versions by contract: `^1.2.0` is 1.2.0 and everything after it that is compatible. */
export type Ranges = Readonly<Record<string, string>>;

/** What a front end needs of a server, of any make: contracts with the versions that will do. */
export type Bundle = {
  readonly name: string;
  /** What can be run, for people: `JupyterLab 4.6`. */
  readonly title: string;
  readonly description: string;
  readonly openapi: Ranges;
  readonly asyncapi: Ranges;
  /** What it makes use of and does without. */
  readonly optional: { readonly openapi: Ranges; readonly asyncapi: Ranges };
};

export const kernels: Bundle = kernelsBundle;
export const nbclassic: Bundle = nbclassicBundle;
export const notebook: Bundle = notebookBundle;
export const lab: Bundle = labBundle;
export const bundles: readonly Bundle[] = [kernels, notebook, lab, nbclassic];
