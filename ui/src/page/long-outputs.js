// A page lays all the text of a cell out anew whenever more of it comes. So a loop that prints without end would keep it busy for
// minutes after it was interrupted, and leave a notebook that nobody can open.
import { INotebookTracker } from '@jupyterlab/notebook';

/** Characters: some ten seconds of layout. */
const limit = 10 * 1024 * 1024;
const note = '\n[The output of this cell is longer than 10 MB: the rest is left out here]\n';

function textIn({ model }) {
  let size = 0;
  for (let index = 0; index < model.length; index++) size += model.get(index).streamText?.text.length ?? 0;
  return size;
}

function areaOf(notebook, request) {
  return notebook.widgets.find(({ outputArea }) => outputArea?.future?.msg.header.msg_id === request)?.outputArea;
}

function watch(kernel, notebook) {
  /** Where text came last, and at most how much is there. */
  let last;
  kernel?.anyMessage.connect((_kernel, { msg, direction }) => {
    if (direction !== 'recv' || msg.header.msg_type !== 'stream' || notebook.isDisposed) return;
    const area = areaOf(notebook, msg.parent_header.msg_id);
    if (!area) return;
    const { length } = msg.content.text;
    // Text may have been cleared, or overwritten by `\r`: it is counted anew where it matters.
    if (last?.area !== area || last.size + length > limit) last = { area, size: textIn(area) };
    const { size } = last;
    last.size += length;
    if (size > limit) Object.assign(msg, { channel: '', parent_header: {} });
    else if (last.size > limit) msg.content.text += note;
  });
}

export const longOutputsPlugin = {
  id: 'himalia:long-outputs',
  description: 'Leaves out what a cell prints beyond 10 MB.',
  autoStart: true,
  requires: [INotebookTracker],
  activate(_app, tracker) {
    tracker.widgetAdded.connect((_, { content, sessionContext }) => {
      sessionContext.kernelChanged.connect((_context, { newValue }) => watch(newValue, content));
      watch(sessionContext.session?.kernel, content);
    });
  },
};
