import { createRequire } from 'node:module';

type Yaml = typeof import('yaml');

const require = createRequire(import.meta.url);

/** The YAML library, loaded at first use: most starts read no YAML. */
export function yaml(): Yaml {
  return require('yaml') as Yaml;
}
