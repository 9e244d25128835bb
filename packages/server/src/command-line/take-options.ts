import { misused } from '../exit-error.ts';

export type Taken<Name extends string> = { readonly [N in Name]: string | undefined } & {
  readonly rest: readonly string[];
};

/** The command's own options, `--name value` or `--name=value`, and everything else in its order. */
export function takeOptions<const Name extends string>(args: readonly string[], names: readonly Name[]): Taken<Name> {
  const values: Record<string, string | undefined> = Object.fromEntries(names.map((name) => [name, undefined]));
  const rest: string[] = [];
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [, name = '', value] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (!Object.hasOwn(values, name)) rest.push(arg);
    else values[name] = value ?? left.shift() ?? refuse(name);
  }
  return { ...values, rest } as Taken<Name>;
}

function refuse(name: string): never {
  throw misused(`--${name} needs a value.`);
}
