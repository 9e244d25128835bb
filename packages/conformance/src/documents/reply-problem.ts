import type { Document } from '@himalia/core';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Answer } from '../peer/peer.ts';
import { record } from './document-parts.ts';
import type { PromisedOperation } from './operations-of.ts';

const validators = new WeakMap<Document, InstanceType<typeof Ajv2020.default>>();

function validatorOf(document: Document): InstanceType<typeof Ajv2020.default> {
  const known = validators.get(document);
  if (known) return known;
  const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', ...document });
  validators.set(document, ajv);
  return ajv;
}

/** Why a value does not fit a schema of a document; undefined when it does. */
export function valueProblem(document: Document, schema: unknown, value: unknown): string | undefined {
  const ajv = validatorOf(document);
  const whole = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validate = ajv.compile(whole);
  return validate(value) ? undefined : ajv.errorsText(validate.errors?.slice(0, 3), { dataVar: 'body' });
}

/** Why an answer is not one that the document promises; undefined when it is. */
export function replyProblem({ document, operation, page }: PromisedOperation, answer: Answer): string | undefined {
  const { status, headers, json } = answer;
  const replies = record(operation.responses);
  const reply = record(replies[String(status)]);
  if (!Object.hasOwn(replies, String(status))) {
    return `status ${status} is not promised (${Object.keys(replies).join(', ')})`;
  }
  const schema = record(record(reply.content)['application/json']).schema;
  if (schema === undefined) return undefined;
  const type = headers.get('content-type') ?? '';
  if (!/json/.test(type)) return page ? undefined : `${status} has the type '${type}', not JSON`;
  const problem = valueProblem(document, schema, json);
  return problem === undefined ? undefined : `${status}: ${problem}`;
}
