// JupyterLab waits for a kernel that does not answer, and forgets one that ended, without a word. The server says why.
import { showErrorMessage } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

const kernelActions = 'https://events.jupyter.org/jupyter_server/kernel_actions/v1';
/** Events by action and status. Of a kernel that died its cell tells. */
const titles = { 'start error': 'does not answer', 'shutdown success': 'has ended' };

export const kernelReasonsPlugin = {
  id: 'himalia:kernel-reasons',
  description: 'Shows why the kernel of an open notebook does not answer after its start, or has ended.',
  autoStart: true,
  requires: [INotebookTracker],
  activate({ serviceManager }, tracker) {
    serviceManager.events.stream.connect((_, { schema_id, action, status, kernel_id, reason }) => {
      const what = titles[`${action} ${status}`];
      // What somebody asked for has no reason.
      if (schema_id !== kernelActions || what === undefined || reason === undefined) return;
      const panel = tracker.find(({ sessionContext }) => sessionContext.session?.kernel?.id === kernel_id);
      if (panel) void showErrorMessage(`The kernel of ${panel.sessionContext.name} ${what}`, reason);
    });
  },
};
