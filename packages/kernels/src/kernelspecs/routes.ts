import { type Handlers, HttpError } from '@himalia/contracts/http';
import type { contract, Kernelspec, Kernelspecs } from '@himalia/contracts/kernelspecs';
import { resourcePath, resourcesOf } from './kernelspec-resources.ts';

type Operations = NonNullable<(typeof contract)['operations']>;
const month = 30 * 24 * 60 * 60;

async function entry(spec: Kernelspec, name: string, baseUrl: string) {
  const { argv, env, display_name, language, interrupt_mode, metadata, kernel_protocol_version } = spec;
  const folder = `${baseUrl}kernelspecs/${encodeURIComponent(name)}/`;
  const resources = [...(await resourcesOf(spec))].map(([key, file]) => [key, folder + encodeURIComponent(file)]);
  return {
    name,
    spec: { argv, env, display_name, language, interrupt_mode, metadata, kernel_protocol_version },
    resources: Object.fromEntries(resources) as Record<string, string>,
  };
}

export function kernelspecRoutes(kernelspecs: Kernelspecs, baseUrl: string): Handlers<Operations> {
  async function find(name: string): Promise<Kernelspec> {
    const spec = await kernelspecs.get(name);
    if (!spec) throw new HttpError(404, `Kernel spec not found: ${name}`);
    return spec;
  }
  return {
    async listKernelspecs({ reply }) {
      const [specs, defaultName] = await Promise.all([kernelspecs.list(), kernelspecs.defaultName()]);
      const entries = await Promise.all(specs.map((spec) => entry(spec, spec.name, baseUrl)));
      return reply(200, {
        default: defaultName,
        kernelspecs: Object.fromEntries(entries.map((found) => [found.name, found])),
      });
    },
    async getKernelspec({ params, reply }) {
      return reply(200, await entry(await find(params.name), params.name, baseUrl));
    },
    async getKernelspecResource({ params, file }) {
      const path = await resourcePath(await find(params.name), params.file);
      if (!path) throw new HttpError(404, `Kernel spec resource not found: ${params.name}/${params.file}`);
      return file(path, path.endsWith('.png') ? { headers: { 'Cache-Control': `max-age=${month}` } } : {});
    },
  };
}
