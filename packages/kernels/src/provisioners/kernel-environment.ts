import { childEnvironment } from '@himalia/core';

type Environment = Readonly<Record<string, string | undefined>>;

/** Python's string.Template: `$NAME`, `${NAME}`, `$$`; what is unknown stays as it is. */
export function expandTemplate(text: string, values: Environment): string {
  return text.replace(/\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (whole, dollar, plain, braced) =>
    dollar ? '$' : (values[plain ?? braced] ?? whole),
  );
}

type EnvironmentParts = {
  readonly own: Environment;
  /** Of this one kernel, such as `JPY_SESSION_NAME`. */
  readonly extra: Readonly<Record<string, string>>;
  /** Of the kernelspec; may use the others as `$NAME`. */
  readonly spec: Readonly<Record<string, string>>;
  readonly language: string;
};

/** The environment a kernel runs in: the server's without secrets, then the kernel's, then the kernelspec's. */
export function kernelEnvironment({ own, extra, spec, language }: EnvironmentParts): Record<string, string> {
  const { JPY_SESSION_NAME: _, ...inherited } = childEnvironment(own);
  const base: Record<string, string> = { ...inherited, ...extra };
  // A framework build's hint for its own interpreter; wrong for any other one (jupyter_client does the same).
  if (language.toLowerCase().startsWith('python')) delete base.PYTHONEXECUTABLE;
  const expanded = Object.entries(spec).map(([name, value]) => [name, expandTemplate(value, base)] as const);
  return { ...base, ...Object.fromEntries(expanded) };
}
