import type { Handlers } from '@himalia/contracts/http';
import type { Settings } from '@himalia/contracts/settings';
import type { Operations, Translations } from '@himalia/contracts/translations';

/** @param settings where the user chose the language in which the others are named */
export function translationsRoutes(
  translations: Translations,
  settings: Pick<Settings, 'locale'> | undefined,
): Handlers<Operations> {
  return {
    listTranslations: async ({ reply }) => reply(200, await translations.list(await settings?.locale())),
    getTranslation: async ({ params, reply }) => reply(200, await translations.get(params.locale)),
  };
}
