import { JupyterLab } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { kernelReasonsPlugin } from './kernel-reasons.js';
import { longOutputsPlugin } from './long-outputs.js';
import { openExecutionsPlugin } from './open-executions.js';
import { expose, select, services } from './plugins.js';
import { receivedOncePlugin } from './received-once.js';

export async function startLab({ builtIn, builtInMime, extensions }) {
  const own = [
    'himalia',
    { default: [kernelReasonsPlugin, openExecutionsPlugin, receivedOncePlugin, longOutputsPlugin], __esModule: true },
  ];
  const { plugins, mimeExtensions, availablePlugins, disabled, deferred } = await select(
    [...builtIn, own],
    builtInMime,
    extensions,
  );
  const lab = new JupyterLab({
    ...(await services(plugins)),
    mimeExtensions,
    availablePlugins,
    disabled: { matches: disabled, patterns: PageConfig.Extension.disabled },
    deferred: { matches: deferred, patterns: PageConfig.Extension.deferred },
  });
  expose(lab);
  await lab.start({ ignorePlugins: deferred, bubblingKeydown: true });
}
