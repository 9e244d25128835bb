import { createRequire } from 'node:module';
import type { AnyContract, Document, Schema } from '@himalia/core';
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

type Coercion = 'coerce' | 'exact';
export type Check = (value: unknown) => string | undefined;
type AddFormats = (ajv: Ajv2020) => void;

const require = createRequire(import.meta.url);
const anything: Check = () => undefined;

/**
 * Checks values against the schemas of documents. Validators are compiled at their first use, and the compiler is loaded
 * then: a server that nobody asks with parameters starts without.
 */
export class Validation {
  readonly #documents = new Map<string, Schema>();
  readonly #ajv = new Map<Coercion, Ajv2020>();
  #wanted = false;

  /** Makes a document's `components` known, so that its `$ref`s resolve. */
  add({ name, openapi, asyncapi }: AnyContract): void {
    const schemas = { ...schemasOf(openapi), ...schemasOf(asyncapi) };
    const components = { ...openapi?.components, ...asyncapi?.components, schemas };
    const document = { $id: `contract:${name}`, components };
    if (this.#documents.has(name)) return;
    this.#documents.set(name, document);
    for (const ajv of this.#ajv.values()) ajv.addSchema(document);
  }

  /** Loads the compiler beforehand if something will need it. */
  warm(): void {
    if (this.#wanted) this.#compiler('coerce');
  }

  /** For the values of parameters, which are always an object: nothing to check where the document has none. */
  parameters(contract: string, schema: Schema): Check {
    const { type: _object, properties = {}, required = [], ...more } = schema;
    const none = [properties, required, more].every((part) => Object.keys(part as object).length === 0);
    return none ? anything : this.checker(contract, schema, 'coerce');
  }

  /** Answers what is wrong with a value, or undefined. Defaults are filled in; with `coerce`, text becomes numbers and booleans. */
  checker(contract: string, schema: Schema, how: Coercion): Check {
    this.#wanted = true;
    let validate: ValidateFunction | undefined;
    return (value) => {
      validate ??= this.#compiler(how).compile(absolute(schema, contract));
      return validate(value) ? undefined : describe(validate.errors ?? []);
    };
  }

  #compiler(how: Coercion): Ajv2020 {
    const known = this.#ajv.get(how);
    if (known) return known;
    const library: typeof import('ajv/dist/2020.js') = require('ajv/dist/2020.js');
    const addFormats: AddFormats = require('ajv-formats');
    const ajv = new library.Ajv2020({
      strict: false,
      coerceTypes: how === 'coerce',
      useDefaults: true,
      logger: false,
    });
    addFormats(ajv);
    for (const document of this.#documents.values()) ajv.addSchema(document);
    this.#ajv.set(how, ajv);
    return ajv;
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
