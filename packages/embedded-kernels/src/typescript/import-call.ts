import type { ImportDeclaration } from 'acorn';

/** What an `import` statement of a cell is replaced by: the module is loaded at run time and its exports become variables. */
export function importCall(node: ImportDeclaration): string {
  const attributes = Object.fromEntries(
    node.attributes.map(({ key, value }) => [key.type === 'Identifier' ? key.name : String(key.value), value.value]),
  );
  const locals: string[] = [];
  const wanted: string[] = [];
  const statements: string[] = [];
  const namespace = '__module';
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    locals.push(local);
    if (specifier.type === 'ImportNamespaceSpecifier') statements.push(`${local} = ${namespace}`);
    else {
      const name = JSON.stringify(importedName(specifier));
      wanted.push(name);
      statements.push(`${local} = ${namespace}[${name}]`);
    }
  }
  const load = `await __himalia.import(${JSON.stringify(node.source.value)}, [${wanted.join(', ')}], ${JSON.stringify(attributes)})`;
  if (statements.length === 0) return `${load};`;
  return `{ const ${namespace} = ${load}; ${statements.join('; ')}; __himalia.seal(${JSON.stringify(locals)}); }`;
}

function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  if (specifier.type !== 'ImportSpecifier') return 'default';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
}
