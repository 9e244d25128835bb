import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Contents } from '@himalia/contracts/contents';
import { contentsEvents, Events } from '@himalia/contracts/events';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin } from '@himalia/core';
import { Database } from './database.js';
import { SqliteContents } from './sqlite-contents.js';

/** Replaces the files of the disk: `implementations: {contents: "@himalia-examples/sqlite-contents:sqlite"}`. */
const sqlite = definePlugin({
  id: '@himalia-examples/sqlite-contents:sqlite',
  description: 'Files, notebooks and checkpoints in one SQLite database',
  requires: { paths: JupyterPaths },
  optional: { events: Events },
  provides: Contents,
  config: {
    key: 'sqliteContents',
    options: {
      file: {
        type: 'string',
        description: "The database; contents.sqlite below himalia-sqlite in Jupyter's data folder unless said",
        flag: 'contents-database',
        minLength: 1,
      },
      allowHidden: { type: 'boolean', default: false, description: 'Show and change names that begin with a dot' },
    },
  },
  activate({ paths, events, config }) {
    const file = config.file ?? join(paths.userData, 'himalia-sqlite', 'contents.sqlite');
    mkdirSync(dirname(file), { recursive: true });
    events?.register(contentsEvents);
    return new SqliteContents(new Database(file), {
      allowHidden: config.allowHidden,
      report: (data) => events?.emit(contentsEvents.$id, data),
    });
  },
});

export const plugins = [sqlite];
