import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { bootServer, contentsPlugins, eventually, type TestServer } from '@himalia/testing';

type Value = { readonly stringValue?: string; readonly intValue?: string };
type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly status: { readonly code?: number };
};

/** What a collector understands of OTLP/HTTP. */
class Collector implements AsyncDisposable {
  readonly #server: Server;
  readonly bodies: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];

  constructor(status = 200) {
    this.#server = createServer(async (request, response) => {
      this.headers.push(request.headers);
      if (request.url === '/v1/traces') this.bodies.push(await text(request));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get spans(): readonly Span[] {
    return this.bodies.flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as Span[]);
  }

  named(name: string): Span {
    const span = this.spans.find((one) => one.name === name);
    assert.ok(span, `${name} among ${this.spans.map((one) => one.name)}`);
    return span;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const plugins = [
  ...contentsPlugins,
  '@himalia/system:status',
  '@himalia/system:traces',
  '@himalia/kernels:kernelspecs',
  '@himalia/kernels:provisioners',
  '@himalia/kernels:kernels',
  '@himalia/embedded-kernels:typescript',
];
const boot = (traces: Readonly<Record<string, unknown>>): Promise<TestServer> =>
  bootServer({ plugins, config: { traces } });

const traceId = '0af7651916cd43dd8448eb211c80319c';
const caller = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${caller}-01`;
const attributesOf = ({ attributes }: Span): unknown =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));

test('requests, saves and kernel starts are spans of the trace that the client began, without names or secrets', async () => {
  await using collector = new Collector();
  const endpoint = await collector.start();
  const server = await boot({ endpoint, headers: 'x-collector=a%20key', serviceName: 'mine', seconds: 3600 });
  const save = { type: 'file', format: 'text', content: 'private content' };
  const path = `api/contents/private-name.txt?token=${server.token}`;
  assert.equal((await server.ask(path, { method: 'PUT', headers: { traceparent }, body: save })).status, 201);
  const start = { method: 'POST', headers: { traceparent }, body: { name: 'typescript' } };
  assert.equal((await server.ask('api/kernels', start)).status, 201);
  assert.equal((await server.ask('api/contents/private-none', { headers: { traceparent: 'broken' } })).status, 404);
  await server.stop(); // sends what is left

  const put = collector.named('PUT /api/contents/{path}');
  assert.deepEqual([put.traceId, put.parentSpanId, put.kind], [traceId, caller, 2]);
  assert.deepEqual(attributesOf(put), {
    'http.request.method': 'PUT',
    'http.route': '/api/contents/{path}',
    'http.response.status_code': 201,
    'url.scheme': 'http',
  });
  assert.ok(BigInt(put.endTimeUnixNano) > BigInt(put.startTimeUnixNano));
  assert.ok(Math.abs(Number(put.startTimeUnixNano) / 1e6 - Date.now()) < 60_000);
  const saved = collector.named('save');
  assert.deepEqual([saved.traceId, saved.parentSpanId, saved.kind], [traceId, put.spanId, 1]);
  assert.deepEqual(attributesOf(saved), { 'jupyter.contents.type': 'file' });
  const started = collector.named('start kernel');
  assert.equal(started.parentSpanId, collector.named('POST /api/kernels').spanId);
  assert.deepEqual(attributesOf(started), { 'jupyter.kernel.name': 'typescript' });
  const own = collector.named('GET /api/contents/{path}');
  assert.deepEqual([own.parentSpanId, own.traceId === traceId, own.status], [undefined, false, {}]);

  const sent = collector.bodies.join();
  assert.match(sent, /"service.name","value":\{"stringValue":"mine"\}/);
  for (const secret of [server.token, 'private']) assert.ok(!sent.includes(secret), secret);
  assert.equal(collector.headers[0]?.['x-collector'], 'a key');
});

test('a trace that its client does not record is not recorded', async () => {
  await using collector = new Collector();
  const server = await boot({ endpoint: await collector.start() });
  await server.ask('api/status', { headers: { traceparent: traceparent.replace(/01$/, '00') } });
  await server.stop();
  assert.deepEqual(collector.spans, []);
});

test('a collector that refuses or is not there costs nothing but spans, and a warning', async () => {
  await using collector = new Collector(503);
  for (const endpoint of [await collector.start(), 'http://127.0.0.1:1']) {
    const server = await boot({ endpoint, seconds: 0.1 });
    await eventually('a warning', async () => {
      assert.equal((await server.ask('api/status')).status, 200);
      return server.log.includes('takes no spans');
    });
    await server.stop();
    assert.equal(server.log.split('takes no spans').length, 2, 'one warning');
    assert.match(server.log, endpoint.endsWith(':1') ? /ECONNREFUSED|bad port/ : /it answered 503/);
  }
});
