import { NotebookApp } from '@jupyter-notebook/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { kernelReasonsPlugin } from './kernel-reasons.js';
import { longOutputsPlugin } from './long-outputs.js';
import { openExecutionsPlugin } from './open-executions.js';
import { expose, select, services } from './plugins.js';
import { receivedOncePlugin } from './received-once.js';
import { terminalColors } from './terminal-colors.js';

/** `allPlugins` tells the plugin manager on /tree about plugins of the other pages. */
export async function startNotebook({ builtIn, builtInMime, extensions, allPlugins }) {
  PageConfig.setOption('allPlugins', JSON.stringify(allPlugins));
  const isNotebook = PageConfig.getOption('notebookPage') === 'notebooks';
  const kernels = [kernelReasonsPlugin, openExecutionsPlugin, receivedOncePlugin, longOutputsPlugin];
  const own = ['himalia', { default: [terminalColors, ...(isNotebook ? kernels : [])], __esModule: true }];
  const { plugins, mimeExtensions, availablePlugins } = await select([...builtIn, own], builtInMime, extensions);
  const { pluginRegistry, serviceManager } = await services(plugins);
  const notebook = new NotebookApp({ pluginRegistry, serviceManager, mimeExtensions, availablePlugins });
  expose(notebook);
  await notebook.start();
}
