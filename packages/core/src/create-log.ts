import type { Fields, Level, Log } from './log.ts';
import { jsonLine, textLine } from './log-line.ts';

export type LogOptions = {
  /** Messages below it are dropped. */
  readonly level: Level;
  /** `text` for people, `json` for one object a line. */
  readonly format: 'text' | 'json';
  /** Receives each line with its newline; standard error unless said. */
  readonly write?: (line: string) => void;
  /** Who speaks; `himalia` unless said. */
  readonly name?: string;
};

const order: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** A log of one line a message: time, level, name, message, fields. `child` replaces the name. */
export function createLog(options: LogOptions): Log {
  const { level, format, name = 'himalia', write = toStandardError } = options;
  const lowest = order.indexOf(level);
  const line = format === 'json' ? jsonLine : textLine;
  const at = (own: Level): ((message: string, fields?: Fields) => void) => {
    if (order.indexOf(own) < lowest) return () => {};
    return (message, fields = {}) => write(`${line({ time: new Date(), level: own, name, message, fields })}\n`);
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (child) => createLog({ ...options, name: child }),
  };
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}
