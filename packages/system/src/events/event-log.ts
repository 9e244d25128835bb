import { isDeepStrictEqual } from 'node:util';
import type { Event, EventSchema, Events } from '@himalia/contracts/events';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

type Known = { readonly schema: EventSchema; readonly validate: ValidateFunction };

/** Checks events and hands them to whoever listens; keeps none. */
export class EventLog implements Events {
  /** Jupyter's schemas carry keywords of their own. */
  readonly #ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(event: Event) => void>();

  register(schema: EventSchema): void {
    const known = this.#known.get(schema.$id);
    if (known && !isDeepStrictEqual(known.schema, schema))
      throw new Error(`The event schema ${schema.$id} is registered already, with another content`);
    if (!known) this.#known.set(schema.$id, { schema, validate: this.#ajv.compile(schema) });
  }

  version(schemaId: string): string {
    return this.#find(schemaId).schema.version;
  }

  emit(schemaId: string, data: Event['data']): void {
    const { validate } = this.#find(schemaId);
    if (!validate(data)) throw new Error(`The data does not fit ${schemaId}: ${described(validate.errors ?? [])}`);
    for (const listener of this.#listeners) listener({ schema_id: schemaId, data });
  }

  subscribe(listener: (event: Event) => void): Disposable {
    const mine = (event: Event): void => listener(event);
    this.#listeners.add(mine);
    return { [Symbol.dispose]: () => this.#listeners.delete(mine) };
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
