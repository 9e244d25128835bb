import type { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/system';
import type { Host } from '@himalia/core';
import { joinedDocument } from '../joined-document.ts';
import { version } from '../version.ts';
import type { CspReports } from './csp-reports.ts';
import type { PathResolver } from './path-resolver.ts';
import { prometheusText, prometheusType } from './prometheus-text.ts';
import type { ServerStatus } from './server-status.ts';

type Parts = {
  readonly status: ServerStatus;
  readonly resolver: PathResolver;
  readonly reports: CspReports;
  readonly host: Host;
};

/** Version, status, joined document, metrics, shutdown. */
export function serveStatus(http: Http, { status, resolver, reports, host }: Parts): void {
  const served = () => http.served.filter(({ kind }) => kind === 'operations').map((each) => each.contract);
  http.implement(contract, {
    getVersion: ({ reply }) => reply(200, { version }),
    getStatus: ({ reply }) => reply(200, status.report()),
    async getSpecYaml({ reply }) {
      const { stringify } = await import('yaml');
      return reply(200, stringify(joinedDocument(served(), http.baseUrl, version), { aliasDuplicateObjects: false }));
    },
    getResolvePath: async ({ query, reply }) => reply(200, await resolver.resolve(query.path, query.kernel)),
    postShutdown({ reply }) {
      // The answer leaves first: whoever asked must not take it for a crash.
      setTimeout(() => host.stop('asked by POST /api/shutdown'), 20).unref();
      return reply(200, '');
    },
    postCspReport({ body, reply }) {
      reports.take(body);
      return reply(200, '');
    },
    getMetrics: ({ reply }) => reply(200, prometheusText(status), { 'content-type': prometheusType }),
  });
}
