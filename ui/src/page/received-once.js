// What was on its way when a connection was cut, or the server was killed, comes again: here it is left out, so that no notebook shows
// and saves it twice.
import { INotebookTracker } from '@jupyterlab/notebook';
import { Received } from './received.js';

/** By kernel connection. */
const received = new WeakMap();

/** What came of this request is to be handled again when it comes again. */
export function wantAgain(kernel, messageId) {
  received.get(kernel)?.forget(messageId);
}

function watch(kernel) {
  if (!kernel || received.has(kernel)) return;
  const all = new Received();
  received.set(kernel, all);
  kernel.connectionStatusChanged.connect((_kernel, status) => {
    if (status !== 'connected') all.cut();
  });
  // Listeners are told before the kernel's connection handles a message; of no channel and no parent it is nobody's.
  kernel.anyMessage.connect((_kernel, { msg, direction }) => {
    if (direction === 'recv' && all.take(msg)) Object.assign(msg, { channel: '', parent_header: {} });
  });
}

export const receivedOncePlugin = {
  id: 'himalia:received-once',
  description: 'Leaves out what came already when a connection to a kernel comes back.',
  autoStart: true,
  requires: [INotebookTracker],
  activate(_app, tracker) {
    tracker.widgetAdded.connect((_, { sessionContext }) => {
      sessionContext.kernelChanged.connect((_context, { newValue }) => watch(newValue));
      watch(sessionContext.session?.kernel);
    });
  },
};
