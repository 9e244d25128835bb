import type { Schema } from '@himalia/core';

/** A JSON Schema 2020-12 of an event's data, with its id and version. */
export type EventSchema = Schema & { readonly $id: string; readonly version: string };

const jupyterServer = 'https://events.jupyter.org/jupyter_server';

/** What happened to files. The contents plugin registers it; a listing emits `get` once for each child. */
export const contentsEvents: EventSchema = {
  $id: `${jupyterServer}/contents_service/v1`,
  version: '1',
  title: 'Contents Manager activities',
  'personal-data': true,
  description: 'Actions on files through the contents API that succeeded.',
  type: 'object',
  required: ['action', 'path'],
  properties: {
    action: { enum: ['get', 'create', 'save', 'upload', 'rename', 'copy', 'delete'] },
    path: { type: 'string', description: 'Logical path on which the operation was performed.' },
    source_path: { type: 'string', description: 'Source of a copy or rename.' },
  },
};

/** What was done to kernels. The kernels plugin registers it. */
export const kernelEvents: EventSchema = {
  $id: `${jupyterServer}/kernel_actions/v1`,
  version: '1',
  title: 'Kernel Manager activities',
  'personal-data': true,
  description: 'Actions on kernels.',
  type: 'object',
  required: ['action', 'msg'],
  properties: {
    action: { enum: ['start', 'interrupt', 'shutdown', 'restart'] },
    kernel_id: { type: 'string', description: 'Required, except where a start failed.' },
    kernel_name: { type: 'string' },
    status: { enum: ['error', 'success'] },
    status_code: { type: 'number', description: 'HTTP status of the answer.' },
    msg: { type: 'string' },
    reason: { type: 'string', description: 'Why, in words, where nobody asked for it; not in jupyter_server.' },
  },
  anyOf: [{ required: ['kernel_id'] }, { properties: { status: { const: 'error' }, action: { const: 'start' } } }],
};

/** What a gateway answered. */
export const gatewayClientEvents: EventSchema = {
  $id: `${jupyterServer}/gateway_client/v1`,
  version: '1',
  title: 'Gateway Client activities.',
  'personal-data': true,
  description: 'Events of a gateway client.',
  type: 'object',
  required: ['status', 'msg'],
  properties: {
    status: { enum: ['error', 'success'] },
    status_code: { type: 'number' },
    msg: { type: 'string' },
    gateway_url: { type: 'string' },
  },
};
