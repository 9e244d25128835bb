import { type Http, HttpError } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/reference';
import type { Spec } from '@himalia/contracts/spec';
import { policyOf } from './content-policy.ts';
import { files } from './page-files.ts';
import { referencePage } from './reference-page.ts';

export function serveReference(http: Http, spec: Spec): void {
  http.implement(contract, {
    getReferencePage: ({ reply }) =>
      reply(200, referencePage(spec, http.baseUrl), {
        'content-type': 'text/html; charset=UTF-8',
        'content-security-policy': policyOf(http.baseUrl),
      }),
    getReferenceFile({ params, file }) {
      const path = files.get(params.file);
      if (path === undefined) throw new HttpError(404, `The reference has no file '${params.file}'`);
      return file(path);
    },
  });
}
