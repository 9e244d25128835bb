import type { AnyContract, Document, Schema } from '@himalia/core';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Coercion = 'coerce' | 'exact';
const addFormats = formats as unknown as (ajv: Ajv2020) => void;

/** Checks values against the schemas of documents. Validators are compiled at their first use. */
export class Validation {
  readonly #ajv: Record<Coercion, Ajv2020> = {
    coerce: new Ajv2020({ strict: false, coerceTypes: true, useDefaults: true, logger: false }),
    exact: new Ajv2020({ strict: false, useDefaults: true, logger: false }),
  };

  constructor() {
    for (const ajv of Object.values(this.#ajv)) addFormats(ajv);
  }

  /** Makes a document's `components` known, so that its `$ref`s resolve. */
  add({ name, openapi, asyncapi }: AnyContract): void {
    const schemas = { ...schemasOf(openapi), ...schemasOf(asyncapi) };
    const components = { ...openapi?.components, ...asyncapi?.components, schemas };
    for (const ajv of Object.values(this.#ajv))
      if (!ajv.getSchema(`contract:${name}`)) ajv.addSchema({ $id: `contract:${name}`, components });
  }

  /** Answers what is wrong with a value, or undefined. Defaults are filled in; with `coerce`, text becomes numbers and booleans. */
  checker(contract: string, schema: Schema, how: Coercion): (value: unknown) => string | undefined {
    let validate: ValidateFunction | undefined;
    return (value) => {
      validate ??= this.#ajv[how].compile(absolute(schema, contract));
      return validate(value) ? undefined : describe(validate.errors ?? []);
    };
  }
}

/** Both documents of a contract have schemas; one's must not hide the other's. */
function schemasOf(document: Document | undefined): Schema | undefined {
  return document?.components?.schemas as Schema | undefined;
}

function absolute(schema: Schema, contract: string): Schema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"contract:${contract}#/`);
  return JSON.parse(text) as Schema;
}

function describe(errors: readonly ErrorObject[]): string {
  const [first] = errors;
  if (!first) return 'is not valid';
  const where = first.instancePath.slice(1).replaceAll('/', '.');
  const allowed = (first.params as { allowedValues?: unknown[] }).allowedValues;
  const problem = `${first.message}${allowed ? ` (${allowed.join(', ')})` : ''}`;
  return where ? `${where} ${problem}` : problem;
}
