/** Languages whose locales name their script, too, because it depends on the territory (as CLDR's do). */
const manyScripts = new Set(['zh', 'sr', 'uz', 'az', 'bs', 'pa']);

function parse(locale: string): Intl.Locale | undefined {
  if (!/^[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8}){0,3}$/.test(locale)) return undefined;
  try {
    return new Intl.Locale(locale.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

function nameOf(code: string, type: 'language' | 'region', display: string): string | undefined {
  return new Intl.DisplayNames([display], { type, languageDisplay: 'standard', fallback: 'none' }).of(code);
}

/** Whether language and territory of a locale such as `pt_BR` exist. */
export function isLocale(locale: string): boolean {
  const parsed = parse(locale);
  if (!parsed || nameOf(parsed.language, 'language', 'en') === undefined) return false;
  return parsed.region === undefined || nameOf(parsed.region, 'region', 'en') !== undefined;
}

/** A locale's name in the language of another one, beginning with a capital letter; the locale itself if it has none. */
export function localeName(locale: string, displayLocale: string): string {
  const parsed = parse(locale);
  if (!parsed) return locale;
  const full = manyScripts.has(parsed.language) ? parsed.maximize() : parsed;
  const name = nameOf(full.toString(), 'language', displayLocale.replaceAll('_', '-')) ?? locale;
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
