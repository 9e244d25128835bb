import { type Handlers, HttpError } from '@himalia/contracts/http';
import { type Operations, type Settings, SettingsError, type SettingsErrorCode } from '@himalia/contracts/settings';

const statuses: Readonly<Record<SettingsErrorCode, number>> = {
  not_found: 404,
  invalid: 400,
  bad_schema: 500,
  no_space: 507,
  failed: 500,
};

async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SettingsError) throw new HttpError(statuses[error.code], error.message);
    throw error;
  }
}

export function settingsRoutes(settings: Settings): Handlers<Operations> {
  return {
    listSettings: async ({ query, reply }) => {
      if (query.ids_only !== 'true') return reply(200, { settings: await settings.list() });
      return reply(200, { settings: (await settings.ids()).map((id) => ({ id })) });
    },
    getSetting: ({ params, reply }) => answering(async () => reply(200, await settings.get(params.id))),
    putSetting: ({ params, body, reply }) =>
      answering(async () => {
        await settings.put(params.id, body.raw);
        return reply(204);
      }),
  };
}
