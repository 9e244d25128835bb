import type { Fields, Log } from '@himalia/core';

export type Entry = { readonly level: string; readonly message: string; readonly fields: Fields | undefined };

/** A log that remembers instead of printing. */
export class QuietLog implements Log {
  readonly entries: Entry[] = [];

  debug(message: string, fields?: Fields): void {
    this.entries.push({ level: 'debug', message, fields });
  }
  info(message: string, fields?: Fields): void {
    this.entries.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: Fields): void {
    this.entries.push({ level: 'warn', message, fields });
  }
  error(message: string, fields?: Fields): void {
    this.entries.push({ level: 'error', message, fields });
  }
  child(): Log {
    return this;
  }
}
