import { type Handlers, HttpError } from '@himalia/contracts/http';
import {
  type Operations,
  type Workspaces,
  WorkspacesError,
  type WorkspacesErrorCode,
} from '@himalia/contracts/workspaces';

const statuses: Readonly<Record<WorkspacesErrorCode, number>> = {
  not_found: 404,
  invalid: 400,
  no_space: 507,
  failed: 500,
};

async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkspacesError) throw new HttpError(statuses[error.code], error.message);
    throw error;
  }
}

export function workspacesRoutes(workspaces: Workspaces): Handlers<Operations> {
  return {
    listWorkspaces: async ({ reply }) => {
      const values = await workspaces.list();
      return reply(200, { workspaces: { ids: values.map(({ metadata }) => metadata.id), values } });
    },
    getWorkspace: async ({ params, reply }) => reply(200, await workspaces.get(params.name)),
    putWorkspace: ({ params, body, rawBody, reply }) =>
      answering(async () => {
        await workspaces.put(params.name, rawBody?.trim() ?? JSON.stringify(body));
        return reply(204);
      }),
    deleteWorkspace: ({ params, reply }) =>
      answering(async () => {
        await workspaces.delete(params.name);
        return reply(204);
      }),
  };
}
