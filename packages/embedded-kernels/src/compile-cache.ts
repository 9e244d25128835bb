import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/** Lets Node keep what it compiles, so that the next start has it: imported before everything else. */
enableCompileCache(join(cacheFolder(process.env), 'compiled'));
