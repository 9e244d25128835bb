import { type Handlers, HttpError } from '@himalia/contracts/http';
import type { Operations, PluginModel } from '@himalia/contracts/plugins';
import { type PluginControl, PluginControlError, type PluginReport } from '@himalia/core';

const statuses: Readonly<Record<PluginControlError['code'], number>> = {
  unknown: 404,
  needed: 409,
  lacking: 409,
  fixed: 409,
  stopping: 503,
  failed: 500,
};

export function pluginRoutes(control: PluginControl | undefined): Handlers<Operations> {
  return {
    listPlugins: ({ reply }) => reply(200, { plugins: (control?.list() ?? []).map(model) }),
    setPluginState: async ({ body, reply }) => {
      if (!control) throw new HttpError(503, 'This server cannot change its plugins', 'stopping');
      await answering(() => (body.state === 'active' ? control.activate(body.id) : control.deactivate(body.id)));
      const report = control.list().find(({ id }) => id === body.id);
      if (!report) throw new HttpError(404, `There is no plugin ${body.id}`, 'unknown');
      return reply(200, model(report));
    },
  };
}

function model({ provides, contracts, dependents, ...report }: PluginReport): PluginModel {
  const service = provides === undefined ? {} : { provides };
  return { ...report, ...service, contracts: [...contracts], dependents: [...dependents] };
}

async function answering(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (error instanceof PluginControlError) throw new HttpError(statuses[error.code], error.message, error.code);
    throw new HttpError(500, error instanceof Error ? error.message : String(error), 'failed');
  }
}
