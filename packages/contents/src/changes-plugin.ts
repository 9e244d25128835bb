import { Contents } from '@himalia/contracts/contents';
import { contract } from '@himalia/contracts/contents-changes';
import { Http, HttpError } from '@himalia/contracts/http';
import { definePlugin, type Plugin } from '@himalia/core';
import { ChangeSocket } from './change-socket.ts';

/** Tells clients of changes in folders, where the contents can watch them. */
export const contentsChanges: Plugin = definePlugin({
  id: '@himalia/contents:changes',
  description: 'Tells clients what changes in the folders they watch',
  requires: { http: Http, contents: Contents },
  contracts: [contract],
  activate({ http, contents }) {
    http.channel(contract, {
      contentsChanges() {
        if (!contents.watch) throw new HttpError(501, 'These contents cannot be watched');
        return { maxMessage: 64 * 1024, open: (socket) => void new ChangeSocket(contents, socket) };
      },
    });
  },
});
