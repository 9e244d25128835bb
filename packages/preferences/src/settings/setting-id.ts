export type SettingId = { readonly package: string; readonly plugin: string };

const pattern = /^(?<package>(?:@[^@/\\:\0]+\/)?[^@/\\:\0]+):(?<plugin>[^@/\\:\0]+)$/;

/** `<package>:<plugin>`; undefined for what could not be a file's name in a package's folder. */
export function parseId(id: string): SettingId | undefined {
  const { package: name, plugin } = pattern.exec(id)?.groups ?? {};
  if (name === undefined || plugin === undefined) return undefined;
  return `${name}/${plugin}`.split('/').some((part) => /^@?\.{1,2}$/.test(part))
    ? undefined
    : { package: name, plugin };
}

/** Descending by code points, as clients know it. */
export function compareIds(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}
