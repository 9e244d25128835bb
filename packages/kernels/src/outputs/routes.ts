import type { ExecutionModel, Operations } from '@himalia/contracts/executions';
import { type Handlers, HttpError } from '@himalia/contracts/http';
import type { Kernels } from '@himalia/contracts/kernels';
import type { Execution } from './execution.ts';
import type { OutputsRecorder } from './outputs-recorder.ts';

function modelOf({ messageId, cellId, state, header }: Execution): ExecutionModel {
  return { msg_id: messageId, cell_id: cellId, state, header: header as ExecutionModel['header'] };
}

/** The handlers of `/api/himalia/kernels/{kernel_id}/executions`. */
export function executionRoutes(recorder: OutputsRecorder, kernels: Kernels): Handlers<Operations> {
  return {
    async listExecutions({ params, query, reply }) {
      if (!kernels.get(params.kernel_id)) throw new HttpError(404, `Kernel does not exist: ${params.kernel_id}`);
      const { path = '', hash = '', last_modified: modified = '' } = query;
      const { executions, now } = await recorder.executions(params.kernel_id, { path, hash, modified });
      const version = now ? { hash: now.hash, last_modified: now.modified } : null;
      return reply(200, { executions: executions.map(modelOf), version });
    },
  };
}
