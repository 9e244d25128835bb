// JupyterLab waits for a kernel that does not answer, and says nothing. The server says why.
import { showErrorMessage } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

const kernelActions = 'https://events.jupyter.org/jupyter_server/kernel_actions/v1';

export const kernelReasonsPlugin = {
  id: 'himalia:kernel-reasons',
  description: 'Shows why the kernel of an open notebook does not answer after its start.',
  autoStart: true,
  requires: [INotebookTracker],
  activate({ serviceManager }, tracker) {
    serviceManager.events.stream.connect((_, { schema_id, action, status, kernel_id, reason }) => {
      if (schema_id !== kernelActions || action !== 'start' || status !== 'error' || reason === undefined) return;
      const panel = tracker.find(({ sessionContext }) => sessionContext.session?.kernel?.id === kernel_id);
      if (panel) void showErrorMessage(`The kernel of ${panel.sessionContext.name} does not answer`, reason);
    });
  },
};
