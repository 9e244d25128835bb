import { Token } from '@himalia/core';

/** What pages are told; plugins add to it before the server listens. */
export interface PageConfig {
  /** Adds keys to every front end's page config, computed at each page. Two contributors of one key are an error. */
  contribute(id: string, values: () => Readonly<Record<string, unknown>>): void;
}
export const PageConfig: Token<PageConfig> = new Token('page-config');
