import type { Operations } from '@himalia/contracts/events';
import { HttpError } from '@himalia/contracts/http';
import type { EventLog } from './event-log.ts';

/** Python's `%Y-%m-%dT%H:%M:%S%zZ`. */
const timestampForm = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d:?\d\d|Z)Z$/;

/** Emits what a client posted. Everything that is wrong with it is a 400, as in jupyter_server. */
export function emitPosted(
  events: EventLog,
  { schema_id, version, data, timestamp }: Operations['postEvent']['body'],
): void {
  try {
    const registered = events.version(schema_id);
    if (String(version) !== registered)
      throw new Error(`Unregistered version: '${version}'≠'${registered}' for \`${schema_id}\``);
    if (timestamp !== undefined) checkTimestamp(timestamp);
    events.emit(schema_id, data);
  } catch (error) {
    throw new HttpError(400, (error as Error).message);
  }
}

/** It is checked, and goes no further: subscribers get no times. */
function checkTimestamp(text: string): void {
  const [, moment, offset = ''] = timestampForm.exec(text) ?? [];
  if (moment === undefined || Number.isNaN(Date.parse(`${moment}${offset.replace(/^(...)(\d\d)$/, '$1:$2')}`)))
    throw new Error(
      'Failed to parse timestamp from JSON request body, an ISO format datetime string with UTC offset is expected, for example, 2022-05-26T13:50:00+05:00Z',
    );
}
