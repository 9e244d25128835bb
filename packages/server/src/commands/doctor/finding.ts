/** What one look at the installation found, as a sentence, and as another what to do about it. */
export type Finding = {
  /** What was looked at. */
  readonly about: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  readonly message: string;
  readonly hint?: string;
};

export function ok(about: string, message: string): Finding {
  return { about, state: 'ok', message };
}

/** It works, and not as well as it could. */
export function warning(about: string, message: string, hint: string): Finding {
  return { about, state: 'warning', message, hint };
}

export function wrong(about: string, message: string, hint: string): Finding {
  return { about, state: 'wrong', message, hint };
}
