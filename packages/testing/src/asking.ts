import { request } from 'node:http';

/** The body that saves a text file. */
export const text = (content: string): object => ({ type: 'file', format: 'text', content });

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };
type Init = { readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

/** What this needs of a test server. */
type Server = { readonly url: string; ask(path: string, init: Init): Promise<Response> };
/** Short ways to ask a server with contents. */
export type Asking = {
  asked(path: string, init?: Init): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A request as it is written, without what fetch would tidy, and without a login. */
  raw(path: string, headers?: Record<string, string>, method?: string): Promise<{ status: number; body: string }>;
};

export function asking(server: Server): Asking {
  const asked: Asking['asked'] = async (path, init = {}) => {
    const response = await server.ask(path, init);
    const body = await response.text();
    return { status: response.status, headers: response.headers, body: body === '' ? undefined : JSON.parse(body) };
  };
  const { hostname, port } = new URL(server.url);
  return {
    asked,
    put: (path, body, headers = {}) => asked(`api/contents/${path}`, { method: 'PUT', body, headers }),
    raw: (path, headers = {}, method = 'GET') =>
      new Promise((resolve, reject) => {
        const all = { host: `${hostname}:${port}`, ...headers };
        const outgoing = request({ hostname, port, path, method, headers: all }, (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (piece: string) => {
            body += piece;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        });
        outgoing.on('error', reject).end();
      }),
  };
}
