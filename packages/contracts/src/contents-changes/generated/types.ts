// Generated from Changes of contents 1.0.0; edit the document, not this file.

export type Watch = { readonly type: "watch" | "unwatch"; /** A folder, relative to the root; empty for the root itself. */ readonly path: string };

export type Change = { /** `watching`: from now on changes of this folder are told. `relist`: more happened in this folder than is told; list it. `refused`: this folder is not watched (any more), `message` says why. */ readonly type: "watching" | "created" | "changed" | "deleted" | "relist" | "refused"; /** The entry that changed; of the others the folder. */ readonly path: string; /** Of what was created or changed, its model as contents give it, without content. */ readonly entry?: Readonly<Record<string, unknown>> | null; readonly message?: string };
export interface Operations {
}
export interface Channels {
  /** Changes in the folders that this client watches. */ 
  contentsChanges: { params: {  }; query: {}; receive: Watch; send: Change };
}
