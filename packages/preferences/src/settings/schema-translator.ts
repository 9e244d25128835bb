import { isRecord, type Values } from '../is-record.ts';

/** One domain's catalogue for a locale; undefined where there is none. */
export type FindCatalogue = (locale: string, domain: string) => Promise<Values | undefined>;
type Rule = { readonly path: RegExp; readonly context: string };

/** Which texts of a schema are shown to people, by their path in it, and the context of their translation (JupyterLab's). */
const rules: readonly Rule[] = [
  ['properties/.*/title', 'settings'],
  ['properties/.*/description', 'settings'],
  ['definitions/.*/properties/.*/title', 'settings'],
  ['definitions/.*/properties/.*/description', 'settings'],
  ['title', 'schema'],
  ['description', 'schema'],
  ['jupyter\\.lab\\.setting-icon-label', 'settings'],
  ['jupyter\\.lab\\.menus/.*/label', 'menu'],
  ['jupyter\\.lab\\.toolbars/.*/label', 'toolbar'],
].flatMap(([path = '', context = '']) => rule(path, context));

/** None where an extension's own selector is no regular expression. */
function rule(path: string, context: string): Rule[] {
  try {
    return [{ path: new RegExp(`^/${path}$`), context }];
  } catch {
    return [];
  }
}

function internationalization(schema: Values): { readonly domain: string; readonly rules: readonly Rule[] } {
  const own = schema['jupyter.lab.internationalization'];
  const { selectors, domain } = isRecord(own) ? own : {};
  const further = (Array.isArray(selectors) ? selectors : []).flatMap((selector) => rule(String(selector), 'schema'));
  const name = typeof domain === 'string' ? domain : 'jupyterlab';
  return { domain: name.replaceAll('-', '_'), rules: [...rules, ...further] };
}

/** gettext's `pgettext` in a po-json catalogue. */
function lookUp(catalogue: Values, context: string, message: string): string {
  const found = catalogue[`${context}\u0004${message}`];
  const translation: unknown = Array.isArray(found) ? found[0] : undefined;
  return typeof translation === 'string' && translation !== '' ? translation : message;
}

function translated(value: unknown, path: string, all: readonly Rule[], catalogue: Values): unknown {
  if (typeof value === 'string') {
    const context = all.find((one) => one.path.test(path))?.context;
    return context === undefined ? value : lookUp(catalogue, context, value);
  }
  if (Array.isArray(value))
    return value.map((inner, index) =>
      isRecord(inner) ? translated(inner, `${path}[${index}]`, all, catalogue) : inner,
    );
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, translated(inner, `${path}/${key}`, all, catalogue)]),
  );
}

/** Puts schemas' texts into a language. What was done for a schema is kept as long as the schema. */
export class SchemaTranslator {
  readonly #find: FindCatalogue;
  readonly #done = new WeakMap<Values, { readonly catalogue: Values; readonly schema: Values }>();

  constructor(find: FindCatalogue) {
    this.#find = find;
  }

  /** For one request: looks for each catalogue once. */
  to(locale: string): (schema: Values) => Promise<Values> {
    const catalogues = new Map<string, Promise<Values | undefined>>();
    return async (schema) => {
      if (locale === 'en') return schema;
      const { domain, rules: all } = internationalization(schema);
      const finding = catalogues.get(domain) ?? this.#find(locale, domain);
      catalogues.set(domain, finding);
      const catalogue = await finding;
      if (!catalogue) return schema;
      const done = this.#done.get(schema);
      if (done?.catalogue === catalogue) return done.schema;
      const result = translated(schema, '', all, catalogue) as Values;
      this.#done.set(schema, { catalogue, schema: result });
      return result;
    };
  }
}
