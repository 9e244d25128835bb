import type { Contents, Operations } from '@himalia/contracts/contents';
import type { Handlers } from '@himalia/contracts/http';
import { createIn, entryInFolder } from './contents-routes.ts';
import { answering, entryHeaders, quotePath } from './http-answer.ts';
import { readOptions } from './read-routes.ts';

type CheckpointHandlers = Pick<
  Handlers<Operations>,
  'listCheckpoints' | 'createCheckpoint' | 'restoreCheckpoint' | 'deleteCheckpoint' | 'trustNotebook'
>;

/**
 * The handlers below a file's path. A folder has no checkpoints and no trust, so where one contains an entry called
 * `checkpoints` or `trust`, that entry is meant: jupyter_server cannot open such folders.
 */
export function checkpointRoutes(contents: Contents, baseUrl: string): CheckpointHandlers {
  return {
    listCheckpoints: ({ params, query, reply }) =>
      answering(async () => {
        const inner = await entryInFolder(contents, params.path, 'checkpoints');
        if (inner === undefined) return reply(200, await contents.listCheckpoints(params.path));
        const entry = await contents.read(inner, readOptions(query));
        return reply(200, entry, entryHeaders(entry));
      }, 404),
    createCheckpoint: ({ params, body, reply }) =>
      answering(async () => {
        const inner = await entryInFolder(contents, params.path, 'checkpoints');
        if (inner !== undefined) {
          const entry = await createIn(contents, inner, body);
          return reply(201, entry, entryHeaders(entry, baseUrl));
        }
        const checkpoint = await contents.createCheckpoint(params.path);
        const location = `${baseUrl}api/contents/${quotePath(params.path)}/checkpoints/${checkpoint.id}`;
        return reply(201, checkpoint, { location });
      }),
    restoreCheckpoint: ({ params, body, reply }) =>
      answering(async () => {
        const inner = await entryInFolder(contents, params.path, `checkpoints/${params.checkpoint_id}`);
        if (inner !== undefined) {
          const entry = await createIn(contents, inner, body);
          return reply(201, entry, entryHeaders(entry, baseUrl));
        }
        await contents.restoreCheckpoint(params.path, params.checkpoint_id);
        return reply(204);
      }),
    deleteCheckpoint: ({ params, reply }) =>
      answering(async () => {
        const inner = await entryInFolder(contents, params.path, `checkpoints/${params.checkpoint_id}`);
        if (inner === undefined) await contents.deleteCheckpoint(params.path, params.checkpoint_id);
        else await contents.delete(inner);
        return reply(204);
      }),
    trustNotebook: ({ params, body, reply }) =>
      answering(async () => {
        const inner = await entryInFolder(contents, params.path, 'trust');
        if (inner !== undefined) {
          const entry = await createIn(contents, inner, body);
          return reply(201, entry, entryHeaders(entry, baseUrl));
        }
        await contents.trust(params.path);
        return reply(201, new Uint8Array(), { 'content-type': 'text/html; charset=UTF-8' }); // as the original: nothing
      }),
  };
}
