import { contract } from '@himalia/contracts/archives';
import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { LongOperations } from '@himalia/contracts/operations';
import { definePlugin, type Plugin } from '@himalia/core';
import { archiveRoutes } from './archive-routes.ts';

/** Gives folders as archives. */
export const folderArchives: Plugin = definePlugin({
  id: '@himalia/contents:archives',
  description: 'Gives folders as ZIP or tar.gz',
  requires: { http: Http, contents: Contents },
  optional: { operations: LongOperations },
  contracts: [contract],
  activate({ http, contents, operations }) {
    http.implement(contract, archiveRoutes(contents, operations));
  },
});
