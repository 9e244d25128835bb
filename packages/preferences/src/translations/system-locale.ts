/** The language of this process's environment, such as `de_DE`; `en` where there is none. */
export function systemLocale(env: Readonly<Record<string, string | undefined>>): string {
  const named = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  const [locale = ''] = (named ?? '').split(/[.@]/);
  return /^[a-z]{2,3}(_[A-Za-z]+)?$/.test(locale) ? locale : 'en';
}
