import type { Http } from '@himalia/contracts/http';
import { contract, type Spec } from '@himalia/contracts/spec';

export function serveSpec(http: Http, spec: Spec): void {
  http.implement(contract, {
    getSpec: ({ reply }) => reply(200, spec.openapi()),
    getChannelSpec: ({ reply }) => reply(200, spec.asyncapi()),
    getPluginGraph: ({ reply }) => reply(200, spec.plugins()),
  });
}
