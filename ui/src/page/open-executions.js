// A notebook that opens, or whose connection comes back, takes part in what its kernel executes for it: the cells show what
// they have printed so far, and go on. The server has kept it, and answers a request that it knows instead of running it again.
import { URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';

/** What the kernel executes, and what was done since this version of the notebook. Another server knows of nothing. */
async function openExecutions({ id, serverSettings }, { path, hash }) {
  const url = URLExt.join(serverSettings.baseUrl, 'api/himalia/kernels', encodeURIComponent(id), 'executions');
  const query = URLExt.objectToQueryString({ path, hash: hash ?? '' });
  const response = await ServerConnection.makeRequest(url + query, {}, serverSettings);
  return response.ok ? await response.json() : { executions: [], hash: null };
}

/** Without code, so that nothing would happen if the request were not known. */
function requestAgain(kernel, header) {
  const content = { code: '', silent: true, store_history: false, allow_stdin: true };
  const message = { channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] };
  return kernel.sendShellMessage(message, true, false);
}

/**
 * As `CodeCell.execute` of JupyterLab, for a request that another page sent. The page holds requests back until the kernel has
 * answered it or three seconds have passed. Until then the cell keeps what it shows, and what comes is added; then all of it
 * comes from its beginning, which is the status `busy`.
 */
async function follow({ model, outputArea }, kernel, header) {
  const future = requestAgain(kernel, header);
  future.registerMessageHook(({ header: { msg_type }, content }) => {
    if (msg_type === 'status' && content.execution_state === 'busy') model.outputs.clear();
    return true;
  });
  model.executionCount = null;
  model.executionState = 'running';
  model.trusted = true;
  outputArea.reattachFuture(future);
  try {
    const { content } = await future.done;
    model.executionCount = content.execution_count ?? null;
  } catch {
    // The kernel was restarted, or the cell is executed again.
  }
  if (!model.isDisposed && outputArea.future === future) model.executionState = 'idle';
}

async function takePart({ content: notebook, context, sessionContext }) {
  await Promise.all([context.ready, sessionContext.ready]);
  const kernel = sessionContext.session?.kernel;
  if (kernel?.connectionStatus !== 'connected') return;
  const shown = context.contentsModel;
  const { executions, hash } = await openExecutions(kernel, { path: context.localPath, hash: shown?.hash });
  if (context.isDisposed || sessionContext.session?.kernel !== kernel) return;
  for (const { cell_id, msg_id, header } of executions) {
    const cell = notebook.widgets.find(({ model }) => model.type === 'code' && model.id === cell_id);
    const mine = cell?.outputArea.future?.msg.header.msg_id === msg_id;
    if (cell && !mine) void follow(cell, kernel, header);
  }
  // Nothing but these outputs was written into the file meanwhile, so it is no change that the user need be asked about.
  if (hash !== null && context.contentsModel?.hash === shown?.hash) context._updateContentsModel?.({ ...shown, hash });
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
