import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { Event, EventSchema, Events } from '@himalia/contracts/events';
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

type Known = { readonly schema: EventSchema; validate?: ValidateFunction };

const require = createRequire(import.meta.url);

/** Checks events and hands them to whoever listens; keeps none. The compiler of schemas is loaded for the first event. */
export class EventLog implements Events {
  #ajv: Ajv2020 | undefined;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(event: Event) => void>();

  register(schema: EventSchema): void {
    const known = this.#known.get(schema.$id);
    if (known && !isDeepStrictEqual(known.schema, schema))
      throw new Error(`The event schema ${schema.$id} is registered already, with another content`);
    if (!known) this.#known.set(schema.$id, { schema });
  }

  version(schemaId: string): string {
    return this.#find(schemaId).schema.version;
  }

  emit(schemaId: string, data: Event['data']): void {
    const known = this.#find(schemaId);
    known.validate ??= this.#compiler().compile(known.schema);
    const { validate } = known;
    if (!validate(data)) throw new Error(`The data does not fit ${schemaId}: ${described(validate.errors ?? [])}`);
    for (const listener of this.#listeners) listener({ schema_id: schemaId, data });
  }

  subscribe(listener: (event: Event) => void): Disposable {
    const mine = (event: Event): void => listener(event);
    this.#listeners.add(mine);
    return { [Symbol.dispose]: () => this.#listeners.delete(mine) };
  }

  #compiler(): Ajv2020 {
    const library: typeof import('ajv/dist/2020.js') = require('ajv/dist/2020.js');
    // Jupyter's schemas carry keywords of their own.
    this.#ajv ??= new library.Ajv2020({ strict: false, logger: false, validateFormats: false });
    return this.#ajv;
  }

  #find(schemaId: string): Known {
    const known = this.#known.get(schemaId);
    if (!known) throw new Error(`The event schema ${JSON.stringify(schemaId.slice(0, 200))} has not been registered`);
    return known;
  }
}

function described(errors: readonly ErrorObject[]): string {
  return errors
    .slice(0, 3)
    .map(({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}`)
    .join('; ');
}
