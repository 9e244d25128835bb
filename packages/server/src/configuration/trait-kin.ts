/** Classes of Jupyter that inherit traits from one another, or stand for one another; the first names the family. */
const families: readonly (readonly string[])[] = [
  [
    'ServerApp',
    'NotebookApp',
    'LabApp',
    'LabServerApp',
    'JupyterNotebookApp',
    'NbClassicApp',
    'JupyterApp',
    'Application',
    'ExtensionApp',
    'SingleUserServerApp',
    'SingleUserNotebookApp',
    'SingleUserLabApp',
  ],
  [
    'ContentsManager',
    'FileContentsManager',
    'AsyncContentsManager',
    'AsyncFileContentsManager',
    'LargeFileManager',
    'AsyncLargeFileManager',
  ],
  ['MappingKernelManager', 'MultiKernelManager', 'AsyncMappingKernelManager', 'AsyncMultiKernelManager'],
  ['KernelManager', 'AsyncKernelManager', 'ServerKernelManager', 'IOLoopKernelManager', 'AsyncIOLoopKernelManager'],
  ['IdentityProvider', 'PasswordIdentityProvider', 'LegacyIdentityProvider'],
  ['KernelSpecManager'],
  ['TerminalManager', 'TerminalsExtensionApp'],
  ['ZMQChannelsWebsocketConnection', 'BaseKernelWebsocketConnection'],
  ['GatewayClient'],
  ['Authorizer', 'AllowAllAuthorizer'],
];

/** All names that a trait has in the family of its class, its own first; undefined for a class that is not known here. */
export function kinOf(name: string): readonly string[] | undefined {
  const [className = '', trait = ''] = split(name);
  const family = families.find((classes) => classes.includes(className));
  return family && [name, ...family.filter((each) => each !== className).map((each) => `${each}.${trait}`)];
}

/** The name under which the family's first class has it. */
export function familyName(name: string): string {
  const [className = '', trait = ''] = split(name);
  const family = families.find((classes) => classes.includes(className));
  return `${family?.[0] ?? className}.${trait}`;
}

/** `Class.trait`, as traitlets names options on a command line. */
export function isTraitName(name: string): boolean {
  return /^[A-Z]\w*\.\w+$/.test(name);
}

function split(name: string): readonly string[] {
  return name.split('.');
}
