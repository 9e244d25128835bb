// First code of every page: prebuilt extensions offer their modules, then the application that the page names starts.
const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent || '{}');
// PageConfig allows every value to be given as a JSON string.
const listed = config.federated_extensions ?? [];
const extensions = typeof listed === 'string' ? JSON.parse(listed) : listed;

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`could not load ${url}`));
    script.src = url;
    document.head.append(script);
  });
}

async function offer(extension) {
  await loadScript(`${config.fullLabextensionsUrl}/${extension.name}/${extension.load}`);
  await __webpack_init_sharing__('default');
  await window._JUPYTERLAB[extension.name].init(__webpack_share_scopes__.default);
  return extension;
}

async function boot() {
  const offered = await Promise.allSettled(extensions.map(offer));
  for (const { reason } of offered) if (reason) console.error(reason);
  const usable = offered.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  // Not before: which copy of a shared module is used is decided when it is first imported.
  const application = config.notebookPage ? import('../notebook-entry.js') : import('../lab-entry.js');
  await (await application).start(config, usable);
}

boot().catch((error) => console.error(error));
