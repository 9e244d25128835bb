import type { Authentication, Guard, Http } from '@himalia/contracts/http';
import type { Contract } from '@himalia/core';
import { FastifyHttp, type HttpOptions } from '../src/fastify-http.ts';

export type ToyOperations = {
  readNote: {
    params: { readonly path: string };
    query: { readonly content: 0 | 1 };
    body: undefined;
    replies: { 200: { path: string; content: number }; 404: { message: string; reason: string | null } };
  };
  listVersions: { params: { readonly path: string }; query: {}; body: undefined; replies: { 200: readonly string[] } };
  writeNote: {
    params: { readonly path: string };
    query: {};
    body: { readonly text: string };
    replies: { 201: { text: string } };
  };
  sealNote: { params: { readonly path: string }; query: {}; body: undefined; replies: { 201: string } };
  openPage: { params: {}; query: {}; body: undefined; replies: { 200: string } };
};
export type ToyChannels = {
  echo: { params: { readonly id: string }; query: { readonly loud?: boolean }; receive: string; send: string };
};
const path = { name: 'path', in: 'path', required: true, 'x-tail': true, schema: { type: 'string' } };
const json = (schema: object) => ({ description: 'as said', content: { 'application/json': { schema } } });
const note = { resource: 'notes', action: 'read' };

export const toyContract: Contract<ToyOperations, ToyChannels> = {
  name: 'toy',
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Toy', version: '1.0.0' },
    paths: {
      '/api/notes/{path}': {
        parameters: [path],
        get: {
          operationId: 'readNote',
          'x-permission': note,
          parameters: [{ name: 'content', in: 'query', schema: { type: 'integer', enum: [0, 1], default: 1 } }],
          responses: { 200: json({ type: 'object', required: ['path', 'content'] }), 404: json({ type: 'object' }) },
        },
        put: {
          operationId: 'writeNote',
          'x-permission': { resource: 'notes', action: 'write' },
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } },
          },
          responses: { 201: json({ $ref: '#/components/schemas/Note' }) },
        },
      },
      '/api/notes/{path}/seal': {
        parameters: [path],
        post: {
          operationId: 'sealNote',
          'x-permission': { resource: 'notes', action: 'write' },
          responses: { 201: json({ type: 'string' }) },
        },
      },
      '/api/notes/{path}/versions': {
        parameters: [path],
        get: { operationId: 'listVersions', 'x-permission': note, responses: { 200: json({ type: 'array' }) } },
      },
      '/page': {
        get: {
          operationId: 'openPage',
          'x-permission': 'login',
          'x-page': true,
          responses: { 200: { description: 'page', content: { 'text/html': {} } } },
        },
      },
    },
    components: {
      schemas: { Note: { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } } },
    },
  },
  asyncapi: {
    asyncapi: '3.0.0',
    info: { title: 'Toy', version: '1.0.0' },
    channels: {
      echo: {
        address: '/api/echo/{id}',
        parameters: { id: {} },
        'x-permission': { resource: 'notes', action: 'execute' },
        'x-query': { type: 'object', properties: { loud: { type: 'boolean' } } },
      },
    },
  },
};

const user = { username: 'ada', name: 'Ada', display_name: 'Ada', initials: 'A', avatar_url: null, color: null };
/** `?token=good` or `Authorization: token good`, or the cookie `login=yes`. */
export const toyGuard: Guard = {
  async authenticate({ url, headers }): Promise<Authentication | undefined> {
    if (/[?&]token=good\b/.test(url) || headers.authorization === 'token good') return { user, via: 'token' };
    return headers.cookie?.includes('login=yes') ? { user, via: 'cookie' } : undefined;
  },
  allowed: (_user, action) => action !== 'forbidden',
  loginPath: 'login',
};

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const options: HttpOptions = {
  ip: '127.0.0.1',
  port: 0,
  portRetries: 0,
  baseUrl: '/base/',
  trust: { remoteAccess: false, localHostnames: ['localhost'], allowOrigin: '', allowOriginPattern: undefined },
  credentials: false,
  checkXsrf: true,
  validateReplies: true,
  pingSeconds: 30,
  receiveSeconds: 60,
  headers: {},
  trustXheaders: false,
  certificate: undefined,
};

/** Serves the toy contract; answers its URL without the base. */
export async function serveToy(
  changes: Partial<HttpOptions> = {},
  prepare: (http: Http) => void = () => {},
): Promise<{ origin: string; http: Http & AsyncDisposable }> {
  const http = new FastifyHttp({ ...options, ...changes }, silent);
  http.guard(toyGuard);
  http.implement(toyContract, {
    readNote({ params, query, reply }) {
      if (params.path === 'broken') return reply(200, { path: 'no content' } as never);
      return reply(200, { path: params.path, content: query.content });
    },
    writeNote: ({ body, reply }) => reply(201, { text: body.text }),
    listVersions: ({ params, reply }) => reply(200, [params.path]),
    sealNote: ({ params, reply }) => reply(201, params.path),
    openPage: ({ reply }) => reply(200, '<!doctype html><title>page</title>'),
  });
  http.channel(toyContract, {
    echo: ({ params, query, offered }) => ({
      ...(offered.includes('v1.echo') ? { protocol: 'v1.echo' } : {}),
      maxMessage: 1024,
      open(socket) {
        socket.send(`hello ${params.id}${query.loud ? '!' : ''}`);
        socket.onMessage((data) => socket.send(data));
      },
    }),
  });
  prepare(http);
  const { port } = await http.listen();
  return { origin: `http://127.0.0.1:${port}`, http };
}
