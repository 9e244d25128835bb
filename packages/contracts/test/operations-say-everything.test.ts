import assert from 'node:assert/strict';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import {
  components,
  follow,
  mediaExamples,
  type Node,
  node,
  nodes,
  operations,
  schemaExamples,
} from './component-documents.ts';

/** JSON and forms: what is validated. Anything else is bytes. */
const described = /\bjson$|form-urlencoded$/;
/** Its answer has the type of JSON and no content: jupyter_server's, kept because browsers do not care. */
const emptyJson = ['postCspReport 200'];

function lacksOfBody(document: Node, operation: Node): string[] {
  return nodes(node(operation.requestBody).content).flatMap(([type, media]) =>
    lacksOfMedia(document, 'body', type, media),
  );
}

function lacksOfMedia(document: Node, place: string, type: string, media: Node): string[] {
  if (!described.test(type)) return [];
  if (!media.schema) return [`${place}: no schema`];
  return mediaExamples(document, media).length === 0 ? [`${place}: no example`] : [];
}

function isError(document: Node, media: Node): boolean {
  const { required } = follow(document, media.schema);
  return Array.isArray(required) && required.includes('message') && required.includes('reason');
}

/** Not errors, but answers of these shapes: what is not ready; what JupyterLab's managers expect of the original. */
const answers = ['getReadyz 503', 'changeExtension 500', 'changePlugin 500'];

function lacksOfReply(document: Node, operation: Node, status: string, reply: Node): string[] {
  const place = `${operation.operationId} ${status}`;
  if (emptyJson.includes(place)) return [];
  if (!reply.description) return [`${status}: no description`];
  const content = nodes(reply.content);
  if (status < '400' || answers.includes(place)) {
    return content.flatMap(([type, media]) => lacksOfMedia(document, status, type, media));
  }
  const page = operation['x-page'] === true && content.some(([type]) => type === 'text/html');
  const error = content.some(([type, media]) => type === 'application/json' && isError(document, media));
  return page || error ? [] : [`${status}: neither the Error schema nor a page`];
}

/** Whoever may be refused is told how: 403, or for a page the way to the login. */
function lacksOfRefusal({ responses, 'x-permission': permission, 'x-page': page }: Node): string[] {
  if (permission === undefined) return ['x-permission'];
  const statuses = Object.keys(node(responses));
  const refused = statuses.includes('403') || (page === true && statuses.some((status) => /^(302|404)$/.test(status)));
  return permission === 'none' || refused ? [] : ['no 403'];
}

function lacks(document: Node, operation: Node): string[] {
  const named = ['operationId', 'summary', 'tags'].filter((member) => !operation[member]);
  return [
    ...named,
    ...lacksOfRefusal(operation),
    ...lacksOfBody(document, operation),
    ...nodes(operation.responses).flatMap(([status, reply]) => lacksOfReply(document, operation, status, reply)),
  ];
}

function lacksOfMessage(document: Node, message: Node): string[] {
  if (!message.payload) return ['no payload'];
  if (message.contentType !== 'application/json') return [];
  return messageExamples(document, message).length === 0 ? ['no example'] : [];
}

function messageExamples(document: Node, message: Node): readonly unknown[] {
  const own = Array.isArray(message.examples) ? message.examples.map((example) => node(example).payload) : [];
  return own.length > 0 ? own : schemaExamples(document, node(message.payload));
}

function validator(document: Node): (schema: unknown, value: unknown) => string | undefined {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', ...document });
  return (schema, value) => {
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    const validate = ajv.compile(local);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

for (const { name, openapi, asyncapi } of components()) {
  if (openapi) {
    test(`${name}: every operation has permission, schemas, examples and errors`, () => {
      const found = operations(openapi).flatMap((operation) => {
        const lacking = lacks(openapi, operation);
        return lacking.length > 0 ? [`${operation.operationId} lacks: ${lacking.join(', ')}`] : [];
      });
      assert.deepEqual(found, []);
    });
    test(`${name}: every example is what its schema asks for`, () => {
      const problem = validator(openapi);
      for (const operation of operations(openapi)) {
        const bodies = [node(operation.requestBody), ...nodes(operation.responses).map(([, reply]) => reply)];
        for (const [type, media] of bodies.flatMap((body) => nodes(body.content))) {
          for (const example of mediaExamples(openapi, media)) {
            assert.equal(problem(media.schema, example), undefined, `${operation.operationId} ${type}`);
          }
        }
      }
    });
  }
  if (asyncapi) {
    test(`${name}: every channel has a permission, every message a payload and an example`, () => {
      for (const [id, channel] of nodes(asyncapi.channels)) assert.ok(channel['x-permission'], id);
      const problem = validator(asyncapi);
      for (const [id, message] of nodes(node(asyncapi.components).messages)) {
        assert.deepEqual(lacksOfMessage(asyncapi, message), [], id);
        for (const example of messageExamples(asyncapi, message))
          assert.equal(problem(message.payload, example), undefined, id);
      }
    });
  }
}

test('an operation without anything lacks everything', () => {
  const bare = { requestBody: { content: { 'application/json': {} } }, responses: { '404': { description: 'x' } } };
  assert.deepEqual(lacks({}, bare), [
    'operationId',
    'summary',
    'tags',
    'x-permission',
    'body: no schema',
    '404: neither the Error schema nor a page',
  ]);
});
