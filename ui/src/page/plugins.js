// Which plugins an application gets: those built in, then those of prebuilt extensions, without what is disabled.
import './bridge.css';
import { JupyterPluginRegistry, PageConfig } from '@jupyterlab/coreutils';
import { IConnectionStatus, IServiceManager } from '@jupyterlab/services';

// Names that plugins had before JupyterLab 4.6; people's configuration may still disable them by these.
const renamed = new Map([
  ['@jupyterlab/application:mimedocument', '@jupyterlab/application-extension:mimedocument'],
  ['@jupyterlab/help-extension:licenses', '@jupyterlab/apputils-extension:licenses-plugin'],
  ['@jupyterlab/lsp:ILSPCodeExtractorsManager', '@jupyterlab/lsp-extension:code-extractor-manager'],
  ['@jupyterlab/translation:translator', '@jupyterlab/translation-extension:translator'],
  ['@jupyterlab/workspaces:commands', '@jupyterlab/workspaces-extension:commands'],
]);

/** `named(list)(id)`: whether the list names the plugin, or the extension it is part of. */
function named(list) {
  const names = new Set(list.map((name) => renamed.get(name) ?? name));
  return (id) => names.has(id) || names.has(id.split(':')[0]);
}

async function federated(extension, module) {
  try {
    return (await window._JUPYTERLAB[extension.name].get(module))();
  } catch (error) {
    console.error(`${extension.name}: ${module} could not be loaded`, error);
    return undefined;
  }
}

function pluginsOf(module) {
  const exported = Object.hasOwn(module, '__esModule') ? module.default : module;
  return Array.isArray(exported) ? exported : [exported];
}

class Selection {
  plugins = [];
  mimeExtensions = [];
  availablePlugins = [];
  disabled = [];
  deferred = [];
  #isDisabled = named(PageConfig.Extension.disabled);
  #isDeferred = named(PageConfig.Extension.deferred);

  add(extension, module, list) {
    for (const plugin of pluginsOf(module)) {
      const enabled = !this.#isDisabled(plugin.id);
      const { id, description, requires = [], optional = [], provides = null, autoStart } = plugin;
      this.availablePlugins.push({ id, description, requires, optional, provides, autoStart, enabled, extension });
      if (!enabled) this.disabled.push(id);
      else list.push(plugin);
      if (enabled && this.#isDeferred(id)) this.deferred.push(id);
    }
  }

  async addFederated(extensions, kind, list) {
    const having = extensions.filter((extension) => extension[kind]);
    const modules = await Promise.all(having.map((extension) => federated(extension, extension[kind])));
    for (const [index, module] of modules.entries()) if (module) this.add(having[index].name, module, list);
  }

  async addStyles(extensions) {
    const wanted = extensions.filter(({ name, style }) => style && !this.#isDisabled(name));
    await Promise.all(wanted.map((extension) => federated(extension, extension.style)));
  }
}

/** `builtIn` and `builtInMime` are pairs of package name and its module. A prebuilt extension replaces one of its name. */
export async function select(builtIn, builtInMime, extensions) {
  const selection = new Selection();
  const replaced = new Set(extensions.filter((one) => one.extension || one.mimeExtension).map(({ name }) => name));
  for (const [name, module] of builtInMime)
    if (!replaced.has(name)) selection.add(name, module, selection.mimeExtensions);
  await selection.addFederated(extensions, 'mimeExtension', selection.mimeExtensions);
  for (const [name, module] of builtIn) if (!replaced.has(name)) selection.add(name, module, selection.plugins);
  await selection.addFederated(extensions, 'extension', selection.plugins);
  await selection.addStyles(extensions);
  return selection;
}

/** What both applications are constructed with. */
export async function services(plugins) {
  const pluginRegistry = new JupyterPluginRegistry();
  pluginRegistry.registerPlugins(plugins);
  return {
    pluginRegistry,
    connectionStatus: await pluginRegistry.resolveOptionalService(IConnectionStatus),
    serviceManager: await pluginRegistry.resolveRequiredService(IServiceManager),
  };
}

/** For tests in a browser, and for people who ask for it. */
export function expose(application) {
  if (PageConfig.getOption('exposeAppInBrowser').toLowerCase() === 'true') window.jupyterapp = application;
}
