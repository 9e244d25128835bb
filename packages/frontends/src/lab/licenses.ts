import { isRecord, readJson, text } from '../read-json.ts';

export type License = {
  readonly name: string;
  readonly versionInfo: string;
  readonly licenseId: string;
  readonly extractedText: string;
};
export type Bundles = Readonly<Record<string, { readonly packages: readonly License[] }>>;
export type LicenseFormat = 'json' | 'csv' | 'markdown';

function licensesIn(value: unknown): License[] {
  const packages = isRecord(value) && Array.isArray(value.packages) ? value.packages : [];
  return packages.filter(isRecord).map((one) => ({
    name: text(one.name) ?? '',
    versionInfo: text(one.versionInfo) ?? '',
    licenseId: text(one.licenseId) ?? '',
    extractedText: text(one.extractedText) ?? '',
  }));
}

/** What is said of the contents of bundles, in the files that their builds wrote; bundles without one are left out. */
export async function readBundles(files: ReadonlyMap<string, string>, part: string): Promise<Bundles> {
  const bundles: Record<string, { packages: License[] }> = {};
  for (const [bundle, file] of files) {
    if (!bundle.toLowerCase().includes(part.toLowerCase())) continue;
    const read = await readJson(file).catch(() => undefined);
    if (read) bundles[bundle] = { packages: licensesIn(read) };
  }
  return bundles;
}

const cell = (value: string): string => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

function csv(bundles: Bundles, full: boolean): string {
  const rows = Object.entries(bundles).flatMap(([bundle, { packages }]) =>
    packages.map((one) =>
      [one.name, one.versionInfo, bundle, one.licenseId, ...(full ? [one.extractedText] : [])].map(cell).join(','),
    ),
  );
  return `${[['name', 'versionInfo', 'bundle', 'licenseId', ...(full ? ['extractedText'] : [])].join(','), ...rows].join('\n')}\n`;
}

function markdown(bundles: Bundles, full: boolean): string {
  const sections = Object.entries(bundles).map(([bundle, { packages }]) => {
    const entries = packages.map(({ name, versionInfo, licenseId, extractedText }) => {
      const line = `- **${name}** ${versionInfo}: ${licenseId || 'no licence named'}`;
      return full && extractedText ? `${line}\n\n${extractedText.replaceAll(/^/gm, '      ')}\n` : line;
    });
    return `# ${bundle}\n\n${entries.join('\n')}\n`;
  });
  return sections.join('\n');
}

/** The report and its media type. */
export function formatBundles(
  bundles: Bundles,
  format: LicenseFormat,
  full: boolean,
): { readonly report: string; readonly type: string; readonly extension: string } {
  if (format === 'csv') return { report: csv(bundles, full), type: 'text/csv', extension: 'csv' };
  if (format === 'markdown') return { report: markdown(bundles, full), type: 'text/markdown', extension: 'md' };
  return { report: JSON.stringify({ bundles }), type: 'application/json', extension: 'json' };
}
