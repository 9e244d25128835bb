import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import type { Values } from '../is-record.ts';

const require = createRequire(import.meta.url);

/** Schemas are draft 7 with keywords of JupyterLab's own; formats are not checked (nor are they by jupyterlab_server). */
function newAjv(): Ajv {
  const library: typeof import('ajv') = require('ajv'); // for the first schema that is checked
  return new library.Ajv({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
    addUsedSchema: false,
  });
}

function describe([error]: readonly ErrorObject[]): string {
  if (!error) return 'it is not valid';
  const where = error.instancePath === '' ? '' : `${error.instancePath.slice(1).replaceAll('/', '.')} `;
  const { additionalProperty, allowedValues } = error.params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  const which = additionalProperty ?? allowedValues?.join(', ');
  return `${where}${error.message}${which === undefined ? '' : ` (${which})`}`;
}

/** Checks values against schemas, whose compiled form is kept as long as the schema itself. */
export class SchemaCheck {
  readonly #validators = new WeakMap<Values, ValidateFunction | string>();

  /** What is wrong; undefined when nothing is. */
  problem(schema: Values, value: unknown): string | undefined {
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      validate = compile(schema);
      this.#validators.set(schema, validate);
    }
    if (typeof validate === 'string') return validate;
    return validate(value) ? undefined : describe(validate.errors ?? []);
  }
}

/** Ids would have to be unique among all schemas, and a dialect's name is no reason to refuse. */
function compile(schema: Values): ValidateFunction | string {
  const { $id: _id, id: _oldId, $schema: _dialect, ...own } = schema;
  try {
    return newAjv().compile(own);
  } catch (error) {
    return `the schema itself is not valid: ${(error as Error).message}`;
  }
}
