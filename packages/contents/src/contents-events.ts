import { contentsEvents, type Events } from '@himalia/contracts/events';
import type { LocalContentsOptions } from './local-contents.ts';

/** Registers Jupyter's schema of contents events; what it answers emits one event an action. */
export function reportTo(events: Events): NonNullable<LocalContentsOptions['onAction']> {
  events.register(contentsEvents);
  return (action, path, source) => {
    const data = { action, path, ...(source === undefined ? {} : { source_path: source }) };
    events.emit(contentsEvents.$id, data);
  };
}
