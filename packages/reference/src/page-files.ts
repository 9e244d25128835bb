import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const swagger = join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static');
const own = fileURLToPath(new URL('../pages', import.meta.url));

/** Everything that the page loads, by its name in the address. */
export const files: ReadonlyMap<string, string> = new Map([
  ['swagger-ui-bundle.js', join(swagger, 'swagger-ui-bundle.js')],
  ['swagger-ui.css', join(swagger, 'swagger-ui.css')],
  ['page.js', join(own, 'page.js')],
  ['page.css', join(own, 'page.css')],
]);
