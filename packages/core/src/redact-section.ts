import type { ConfigSection } from './config.ts';

/** A copy to print: values of secret options that are set become `***`. */
export function redactSection(
  { options }: ConfigSection,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const hide = ([key, value]: [string, unknown]): [string, unknown] => {
    const secret = Object.hasOwn(options, key) && options[key]?.secret === true;
    return [key, secret && value !== undefined && value !== '' ? '***' : value];
  };
  return Object.fromEntries(Object.entries(values).map(hide));
}
