import { join } from 'node:path';
import { Contents } from '@himalia/contracts/contents';
import { Events } from '@himalia/contracts/events';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { reportTo } from './contents-events.ts';
import { LocalContents } from './local-contents.ts';

/** The files below one folder of this machine's disk. */
export const localContents: Plugin = definePlugin({
  id: '@himalia/contents:local',
  description: 'Files, notebooks and checkpoints on the local disk',
  requires: { paths: JupyterPaths },
  optional: { events: Events },
  provides: Contents,
  config: {
    key: 'contents',
    options: {
      rootDir: {
        type: 'string',
        description: 'The folder that is served; the working directory unless said',
        flag: 'root-dir',
        aliases: [
          'notebook-dir',
          'ServerApp.root_dir',
          'ServerApp.notebook_dir',
          'NotebookApp.notebook_dir',
          'FileContentsManager.root_dir',
        ],
        minLength: 1,
      },
      allowHidden: {
        type: 'boolean',
        description: 'Show and change files whose name begins with a dot',
        default: false,
        flag: 'allow-hidden',
        aliases: ['ContentsManager.allow_hidden', 'FileContentsManager.allow_hidden'],
      },
      deleteToTrash: {
        type: 'boolean',
        description: "Move what is deleted to the user's trash",
        default: true,
        aliases: ['FileContentsManager.delete_to_trash'],
      },
      alwaysDeleteDir: {
        type: 'boolean',
        description: 'Delete folders with content, too, where the trash is not used',
        default: false,
        aliases: ['FileContentsManager.always_delete_dir'],
      },
      hideGlobs: {
        type: 'array',
        items: { type: 'string' },
        description: 'Names that listings leave out',
        default: ['__pycache__', '*.pyc', '*.pyo', '.DS_Store', '*~'],
        aliases: ['ContentsManager.hide_globs', 'FileContentsManager.hide_globs'],
      },
      keptCheckpoints: {
        type: 'integer',
        description: 'How many checkpoints of a file are kept; 1 is what Jupyter does',
        default: 5,
        minimum: 1,
        maximum: 1000,
      },
      maxCopyFolderSizeMb: {
        type: 'integer',
        description: 'The largest folder that is copied, in MiB',
        default: 500,
        minimum: 0,
        aliases: ['FileContentsManager.max_copy_folder_size_mb'],
      },
    },
  },
  async activate({ paths, events, config, log }) {
    return await LocalContents.open({
      ...config,
      rootDir: config.rootDir ?? process.cwd(),
      stateDir: join(paths.userData, 'himalia'),
      log,
      ...(events ? { onAction: reportTo(events) } : {}),
    });
  },
});
