import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code } from '@himalia/core';
import { type Sketch, writePlugin } from './plugin-folder.ts';

/** How somebody gets a diagnostic. */
export type Scenario = {
  readonly code: Code;
  readonly story: string;
  /** `check` starts nothing; some faults show only when plugins start. */
  readonly command: 'check' | 'start';
  readonly remix: 'empty' | 'kernels';
  /** Folders given with `--plugin`. */
  readonly given: readonly string[];
  readonly config: object;
  /** Writes what it needs: plugins in `folder`, prebuilt ones in `data/himalia`. */
  prepare(folder: string, data: string): void;
};

/** Packages given with `--plugin`, by name. */
function withPlugins(
  code: Code,
  story: string,
  sketches: Readonly<Record<string, Sketch>>,
  more: Partial<Scenario> = {},
): Scenario {
  const names = Object.keys(sketches);
  return {
    code,
    story,
    command: 'check',
    remix: 'empty',
    given: names,
    config: {},
    prepare: (folder) => {
      for (const [name, sketch] of Object.entries(sketches)) writePlugin(join(folder, name), `@demo/${name}`, sketch);
    },
    ...more,
  };
}
const running = { command: 'start', remix: 'kernels' } as const;
const notes = ['GET /api/notes'];

/** At least one for each code of the catalogue. */
export const scenarios: readonly Scenario[] = [
  withPlugins('E_AMBIGUOUS', 'Two plugins offer the time.', {
    sundial: { provides: 'time@1' },
    quartz: { provides: 'time@1' },
  }),
  withPlugins('E_CIRCLE', 'The hen needs an egg, the egg a hen.', {
    hen: { provides: 'hen@1', requires: ['egg@1'] },
    egg: { provides: 'egg@1', requires: ['hen@1'] },
  }),
  withPlugins('E_CONFIG', 'A slip of the pen in himalia.json.', {}, { config: { sever: { logLevel: 'debug' } } }),
  withPlugins('E_CONTRACT_CLASH', 'Two plugins promise the contract of notes.', {
    paper: { promises: { notes } },
    slate: { promises: { notes: ['GET /api/slates'] } },
  }),
  withPlugins(
    'E_DISABLED',
    'A calendar needs the time; a sundial is installed and off.',
    { calendar: { requires: ['time@1'] } },
    {
      prepare(folder, data) {
        writePlugin(join(folder, 'calendar'), '@demo/calendar', { requires: ['time@1'] });
        writePlugin(join(data, 'himalia/sundial'), '@demo/sundial', { provides: 'time@1' });
      },
    },
  ),
  withPlugins(
    'E_DUPLICATE',
    'Two copies of one package.',
    {},
    {
      given: ['one', 'two'],
      prepare: (folder) => {
        for (const copy of ['one', 'two']) writePlugin(join(folder, copy), '@demo/sundial');
      },
    },
  ),
  withPlugins('E_FLAG_CLASH', 'Two plugins want --colour.', {
    ink: { options: { colour: { type: 'string', description: 'Of the ink', flag: 'colour' } } },
    paper: { options: { tint: { type: 'string', description: 'Of the paper', flag: 'colour' } } },
  }),
  withPlugins('E_HOST', 'A plugin from the future.', { hovercraft: { host: '^9.0.0' } }),
  withPlugins('E_LOAD', 'A plugin whose code throws when it is imported.', {
    broken: { before: "throw new Error('no battery');" },
  }),
  withPlugins(
    'E_MANIFEST',
    'A package.json with a comma too many.',
    {},
    {
      given: ['comma'],
      prepare(folder) {
        mkdirSync(join(folder, 'comma'));
        writeFileSync(join(folder, 'comma/package.json'), '{\n  "name": "comma",\n  "himalia": {},,\n}\n');
      },
    },
  ),
  withPlugins('E_MISSING', 'A calendar needs the time, and nobody has it.', { calendar: { requires: ['time@1'] } }),
  withPlugins(
    'E_NO_CONTRACT',
    'A plugin serves what it did not promise.',
    { smuggler: { requires: ['http@1'], serves: { notes } } },
    running,
  ),
  withPlugins('E_ROUTE_CLASH', 'Two contracts have the same path.', {
    paper: { promises: { paper: notes } },
    slate: { promises: { slate: notes } },
  }),
  withPlugins('E_SHADOWED', 'Two paths differ in the name of a parameter only.', {
    paper: { promises: { paper: ['GET /api/notes/{page}'] } },
    slate: { promises: { slate: ['GET /api/notes/{line}'] } },
  }),
  withPlugins(
    'E_START',
    'A plugin throws while it starts.',
    { mill: { activate: "throw new Error('no wind');" } },
    { command: 'start' },
  ),
  withPlugins(
    'E_START',
    'A plugin is never ready, and another one waits for it.',
    {
      snail: { provides: 'post@1', activate: 'await new Promise(() => {});' },
      reader: { requires: ['post@1'] },
    },
    { command: 'start', config: { server: { startTimeout: 1 } } },
  ),
  withPlugins(
    'E_UNBOUND',
    'A plugin does not serve what it promised.',
    { politician: { requires: ['http@1'], promises: { notes } } },
    running,
  ),
  withPlugins('E_VERSION', 'A calendar needs the new time, and there is the old one.', {
    sundial: { provides: 'time@1' },
    calendar: { requires: ['time@2'] },
  }),
];
