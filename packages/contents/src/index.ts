export { LocalContents, type LocalContentsOptions } from './local-contents.ts';
export { localContents } from './plugin.ts';
