import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/notebook-app';
import type { NotebookPages } from './notebook-pages.ts';

export function notebookRoutes(pages: NotebookPages, userConfig: string): Handlers<Operations> {
  return {
    getTreePage: (call) => pages.tree(call),
    getNotebookPage: (call) => pages.notebook(call),
    getEditPage: (call) => pages.edit(call),
    getConsolePage: (call) => pages.console(call),
    getTerminalPage: (call) => pages.terminal(call),
    async getCustomCss({ file, reply }) {
      const path = join(userConfig, 'custom/custom.css');
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() ? file(path) : reply(200, '');
    },
  };
}
