/** Jupyter's short options that are no alias of an option here, with the trait they set. */
const options: Readonly<Record<string, string>> = {
  browser: 'ServerApp.browser',
  'client-ca': 'ServerApp.client_ca',
  'gateway-url': 'GatewayClient.url',
  pylab: 'ServerApp.pylab',
  sock: 'ServerApp.sock',
  'sock-mode': 'ServerApp.sock_mode',
};

/** Jupyter's words without a value. */
const flags: Readonly<Record<string, string>> = {
  autoreload: 'ServerApp.autoreload',
  collaborative: 'LabApp.collaborative',
  'core-mode': 'LabApp.core_mode',
  'dev-mode': 'LabApp.dev_mode',
  'extensions-in-dev-mode': 'LabApp.extensions_in_dev_mode',
  'skip-dev-build': 'LabApp.skip_dev_build',
  'splice-source': 'LabApp.splice_source',
  watch: 'LabApp.watch',
  pylab: 'ServerApp.pylab',
};

export function traitOfOption(name: string): string | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

export function traitOfFlag(name: string): string | undefined {
  return Object.hasOwn(flags, name) ? flags[name] : undefined;
}
