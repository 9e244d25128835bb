import type { AnyContract, Document, Schema } from '@himalia/core';
import { follow, list, record } from './document-parts.ts';

export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly tail: boolean;
  /** A value that works, if the document has one. */
  readonly example: string | undefined;
};
/** One operation of a contract, with what a client must know to ask it. */
export type PromisedOperation = {
  readonly contract: string;
  readonly document: Document;
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly operation: Schema;
  /** `none`, `login`, or an action on a resource. */
  readonly permission: unknown;
  /** Browsers open it: refusals are pages and redirects. */
  readonly page: boolean;
  /** Beyond what jupyter_server has (`x-addition`): no other server is asked for it. */
  readonly addition: boolean;
  /** Changes something although it is a GET (`x-changes`), or ends what is under test. */
  readonly changes: boolean;
};

const methods: readonly string[] = ['get', 'put', 'post', 'patch', 'delete'];

export function operationsOf({ name, openapi }: AnyContract): readonly PromisedOperation[] {
  if (!openapi) return [];
  return Object.entries(openapi.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      if (!Object.hasOwn(item, method)) return [];
      const operation = record(item[method]);
      const parameters = [...list(item.parameters), ...list(operation.parameters)];
      return {
        contract: name,
        document: openapi,
        id: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((parameter) => parameterOf(openapi, parameter)),
        operation,
        permission: operation['x-permission'],
        page: operation['x-page'] === true,
        addition: operation['x-addition'] === true,
        changes: operation['x-changes'] === true,
      };
    }),
  );
}

function parameterOf(document: Document, value: unknown): Parameter {
  const parameter = follow(document, value);
  const schema = follow(document, parameter.schema);
  const example = parameter.example ?? list(schema.examples)[0] ?? schema.default ?? list(schema.enum)[0];
  return {
    name: String(parameter.name),
    in: String(parameter.in),
    required: parameter.required === true,
    tail: parameter['x-tail'] === true,
    example: example === undefined ? undefined : String(example),
  };
}
