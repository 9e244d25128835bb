import { JupyterLab } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { expose, select, services } from './plugins.js';

export async function startLab({ builtIn, builtInMime, extensions }) {
  const { plugins, mimeExtensions, availablePlugins, disabled, deferred } = await select(
    builtIn,
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
