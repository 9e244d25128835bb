import type { ConfigSection, Option } from '@himalia/core';

/** One JSON Schema (2020-12) of `himalia.yaml`, for editors: every section with its options. */
export function configurationSchema(sections: readonly ConfigSection[]): Readonly<Record<string, unknown>> {
  const groups = [...Map.groupBy(sections, ({ key }) => key)].sort(([left], [right]) => (left < right ? -1 : 1));
  const properties = groups.map(([key, group]) => [key, sectionSchema(group)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration of Himalia',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema lies, for editors' },
      implementations: {
        type: 'object',
        description: 'Chooses between plugins that give one service: its name, then the id of the plugin',
        additionalProperties: { type: 'string' },
      },
      plugins: {
        type: 'object',
        description: 'Turns plugins on and off: the id of the plugin, then true or false',
        additionalProperties: { type: 'boolean' },
      },
      ...Object.fromEntries(properties),
    },
    patternProperties: { '^[A-Z]': { type: 'object', description: "A class of Jupyter's, with traits" } },
    additionalProperties: false,
  };
}

function sectionSchema(group: readonly ConfigSection[]): Readonly<Record<string, unknown>> {
  const options = group.flatMap((section) => Object.entries(section.options));
  const properties = Object.fromEntries(options.map(([key, option]) => [key, optionSchema(option)]));
  return { type: 'object', properties, additionalProperties: false };
}

function optionSchema({ flag: _flag, aliases: _aliases, env: _env, secret, ...schema }: Option): unknown {
  return secret ? { ...schema, writeOnly: true } : schema;
}
