import type { Plugin } from '@himalia/core';
import { folderArchives } from './archives-plugin.ts';
import { contentsChanges } from './changes-plugin.ts';
import { localContents } from './plugin.ts';
import { contentsOverHttp } from './routes-plugin.ts';
import { resumableUploads } from './uploads-plugin.ts';

export { LocalContents, type LocalContentsOptions } from './local-contents.ts';
export { contentsChanges, contentsOverHttp, folderArchives, localContents, resumableUploads };
export const plugins: readonly Plugin[] = [
  localContents,
  contentsOverHttp,
  resumableUploads,
  contentsChanges,
  folderArchives,
];
