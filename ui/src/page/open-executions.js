// A notebook that opens, or whose connection comes back, takes part in what its kernel executes for it: the cells show what
// they have printed so far, and go on. The server has kept it, and answers a request that it knows instead of running it again.
import { URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { wantAgain } from './received-once.js';

/** What the kernel executes, and what was done since this version of the notebook. Another server knows of nothing. */
async function openExecutions({ id, serverSettings }, path, { hash, last_modified }) {
  const url = URLExt.join(serverSettings.baseUrl, 'api/himalia/kernels', encodeURIComponent(id), 'executions');
  const query = URLExt.objectToQueryString({ path, hash: hash ?? '', last_modified: last_modified ?? '' });
  const response = await ServerConnection.makeRequest(url + query, {}, serverSettings);
  return response.ok ? await response.json() : { executions: [], version: null };
}

/** Without code, so that nothing would happen if the request were not known. */
function requestAgain(kernel, header) {
  const content = { code: '', silent: true, store_history: false, allow_stdin: true };
  wantAgain(kernel, header.msg_id);
  const message = { channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] };
  return kernel.sendShellMessage(message, true, false);
}

/**
 * As `CodeCell.execute` of JupyterLab, for a request that another page sent. The page holds requests back until the kernel has
 * answered it or three seconds have passed. Until then the cell keeps what it shows, and what comes is added; then all of it
 * comes from its beginning, which is the status `busy`. Settles when it has begun.
 */
function follow({ model, outputArea }, kernel, header) {
  const future = requestAgain(kernel, header);
  const begun = new Promise((begin) => {
    future.registerMessageHook(({ header: { msg_type }, content }) => {
      if (msg_type !== 'status' || content.execution_state !== 'busy') return true;
      model.outputs.clear();
      begin();
      return true;
    });
  });
  model.executionCount = null;
  model.executionState = 'running';
  model.trusted = true;
  outputArea.reattachFuture(future);
  const end = (count) => {
    if (model.isDisposed || outputArea.future !== future) return;
    model.executionCount = count;
    model.executionState = 'idle';
  };
  // It is given up when the kernel is restarted, or the cell is executed again.
  const done = future.done.then(({ content }) => end(content.execution_count ?? null)).catch(() => end(null));
  return Promise.race([begun, done]);
}

function cellOf(notebook, { cell_id, msg_id }) {
  const cell = notebook.widgets.find(({ model }) => model.type === 'code' && model.id === cell_id);
  const isFollowed = cell?.outputArea.future?.msg.header.msg_id === msg_id;
  return isFollowed ? undefined : cell;
}

async function takePart({ content: notebook, context, sessionContext }) {
  await Promise.all([context.ready, sessionContext.ready]);
  const kernel = sessionContext.session?.kernel;
  const isCurrent = () => !context.isDisposed && sessionContext.session?.kernel === kernel;
  while (isCurrent() && kernel?.connectionStatus === 'connected') {
    const shown = context.contentsModel ?? {};
    const { executions, version } = await openExecutions(kernel, context.localPath, shown);
    if (!isCurrent()) return;
    const missing = executions.map((one) => [cellOf(notebook, one), one.header]).filter(([cell]) => cell);
    if (missing.length === 0) {
      // Nothing but outputs that are here was written into the file, so the user need not be asked about a change.
      if (version && context.contentsModel?.last_modified === shown.last_modified)
        context._updateContentsModel?.({ ...shown, ...version });
      return;
    }
    // The server writes until this page has taken over.
    await Promise.all(missing.map(([cell, header]) => follow(cell, kernel, header)));
  }
}

export const openExecutionsPlugin = {
  id: 'himalia:open-executions',
  description: 'Shows the outputs of cells that were running when the notebook was opened.',
  autoStart: true,
  requires: [INotebookTracker],
  activate(_app, tracker) {
    tracker.widgetAdded.connect((_, panel) => {
      const begin = () =>
        takePart(panel).catch((error) => console.warn('What the kernel executes is not known', error));
      panel.sessionContext.connectionStatusChanged.connect((_context, status) => {
        if (status === 'connected') void begin();
      });
      void begin();
    });
  },
};
