import type { ConfigSection, Option } from '@himalia/core';

const commands = `himalia: a server for Jupyter

  himalia start [REMIX] [FILE] [OPTIONS]   start a server (REMIX: lab unless given), and open a file or folder
  himalia list [--json]             running servers of this user
  himalia stop [PORT]               stop a running server
  himalia token [PORT]              the token of a running server, for scripts
  himalia password [--print]        set the password, which logs in from the next start on
  himalia doctor [REMIX] [OPTIONS] [--json]   what is wrong with this installation, and what to do
  himalia names [install|remove] FOLDER   let jupyter-lab, jupyter-notebook and jupyter-server be this command
  himalia check [REMIX] [OPTIONS]   whether it would start, with which plugins, and whether that is enough for its front end
  himalia check BUNDLE --url URL    whether a running server of any make is enough for a front end (--token T)
  himalia conform URL [--token T]   whether a running server of any make keeps the contracts (--contract NAME)
  himalia config show [REMIX] [OPTIONS] [--origin] [--json]   each option's value, and where it was said
  himalia config path [--json]      the files that are looked for
  himalia config schema             a JSON Schema of the configuration, for editors
  himalia completion bash|zsh|fish  a script that completes this command in the shell
  himalia plugins                   the plugins that are there, and the remixes they are in
  himalia plugin list|info|enable|disable|why|new|activate|deactivate
                                    third-party plugins and Himalia's own: docs/plugins.md
  himalia kernels list [--json]     kernels of running servers, and those that wait for one
  himalia kernels stop ID|--all     end them (the beginning of an id is enough)
  himalia kernels attach ID         a terminal: each line is a cell
  himalia kernelspecs [--json]      the kernels of this machine, also the broken ones
  himalia kernelspec install        make the embedded kernels known to other Jupyter servers
  himalia --version

"himalia start --help" lists the options, "himalia start --help-all" also Jupyter's names for them.
`;

export function overview(): string {
  return commands;
}

/** The options of a remix, by section, generated from what its plugins declare. */
export function optionsHelp(remix: string, sections: readonly ConfigSection[], all: boolean): string {
  const merged = new Map<string, Record<string, Option>>();
  for (const { key, options } of sections) merged.set(key, { ...merged.get(key), ...options });
  const parts = [...merged].map(([key, options]) => sectionHelp(key, options, all)).filter((part) => part !== '');
  return `himalia start ${remix} [OPTIONS]

  --config FILE
      A configuration file, YAML or JSON: sections with options, as in "${merged.has('http') ? 'http: {port: 8888}' : 'server: {logLevel: debug}'}",
      or one of Jupyter's. Read before it: what "himalia config path" lists.
  --plugin DIR
      A folder with a plugin (a package.json with the field himalia); its plugins are enabled.
  --no-browser, --debug, -y
      Do not open a browser; log everything; do not ask after Ctrl-C.
${parts.join('')}
Files are overruled by the environment (also HIMALIA__SECTION__KEY), and that by the command line.
`;
}

function sectionHelp(key: string, options: Readonly<Record<string, Option>>, all: boolean): string {
  const shown = Object.entries(options).filter(
    ([, option]) => option.flag !== undefined || (all && option.aliases?.length),
  );
  if (shown.length === 0) return '';
  return `\n${key}:\n${shown.map(([name, option]) => optionHelp(`${key}.${name}`, option, all)).join('')}`;
}

function optionHelp(path: string, option: Option, all: boolean): string {
  const [first = '', ...others] =
    option.flag === undefined ? (option.aliases ?? []) : [option.flag, ...(option.aliases ?? [])];
  const short = others.filter((name) => !name.includes('.'));
  const more = all ? others : short;
  const value = option.type === 'boolean' ? '' : `=${option.enum ? option.enum.join('|') : option.type.toUpperCase()}`;
  const names = [`--${first}${value}`, ...more.map((name) => `--${name}`)].join(', ');
  const facts = [defaultOf(option), option.env && `environment: ${option.env.join(', ')}`, all && `in a file: ${path}`];
  const extra = facts.filter((fact): fact is string => Boolean(fact)).join('; ');
  return `  ${names}\n      ${option.description}${extra ? ` (${extra})` : ''}\n`;
}

function defaultOf({ default: value, secret }: Option): string | undefined {
  if (secret || value === undefined || value === '' || value === false) return undefined;
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return undefined;
  return `default: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
