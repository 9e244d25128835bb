import type { Values } from '@himalia/core';
import type { RateLimits } from '../clients/rate-limit.ts';
import type { JournalLimits } from '../journal/journal.ts';
import type { CullingRules } from './culling.ts';
import type { KernelLimits } from './running-kernel.ts';

/** The options of kernels; times in seconds as Jupyter's own. */
export const kernelOptions = {
  maxKernels: {
    type: 'integer',
    default: 1000,
    minimum: 1,
    description: 'Most kernels that may run at a time',
    flag: 'max-kernels',
  },
  startTimeout: {
    type: 'number',
    default: 60,
    minimum: 1,
    description: 'Seconds a kernel may take to answer before clients are let through all the same',
    flag: 'kernel-start-timeout',
    aliases: ['MappingKernelManager.kernel_info_timeout', 'KernelManager.kernel_info_timeout'],
  },
  shutdownTimeout: {
    type: 'number',
    default: 5,
    minimum: 0,
    description: 'Seconds a kernel may take to end before it is killed',
    flag: 'kernel-shutdown-timeout',
    aliases: ['KernelManager.shutdown_wait_time'],
  },
  autorestart: {
    type: 'boolean',
    default: true,
    description: 'Restart kernels that end unasked',
    flag: 'kernel-autorestart',
    aliases: ['KernelManager.autorestart'],
  },
  supervisor: {
    type: 'boolean',
    default: true,
    description: 'Hold kernels in a process of their own, so that they outlive a server that is killed',
    flag: 'kernel-supervisor',
  },
  onStop: {
    type: 'string',
    enum: ['end', 'keep'],
    default: 'end',
    description: 'What becomes of kernels when the server is stopped; keep: the next one goes on with them',
    flag: 'kernels-on-stop',
  },
  heartbeatInterval: {
    type: 'number',
    default: 10,
    minimum: 0,
    description: 'Seconds between heartbeats; a kernel that misses three is said not to answer; 0 turns them off',
  },
  journalMegabytes: {
    type: 'number',
    default: 1024,
    minimum: 1,
    description:
      'Megabytes of messages kept on disk for each kernel, for clients that are away or slow; then the oldest go',
    flag: 'kernel-journal-megabytes',
  },
  journalHours: {
    type: 'number',
    default: 168,
    minimum: 0,
    description: 'Hours after which kept messages go; 0 never',
    flag: 'kernel-journal-hours',
  },
  iopubMessageRate: {
    type: 'number',
    default: 0,
    minimum: 0,
    description:
      'Messages of output in a second for each connection, beyond which they are dropped; 0: nothing is dropped',
    flag: 'iopub-message-rate',
    aliases: ['ZMQChannelsWebsocketConnection.iopub_msg_rate_limit', 'ServerApp.iopub_msg_rate_limit'],
  },
  iopubDataRate: {
    type: 'number',
    default: 0,
    minimum: 0,
    description:
      'Bytes of printed text in a second for each connection, beyond which it is dropped; 0: nothing is dropped',
    flag: 'iopub-data-rate',
    aliases: ['ZMQChannelsWebsocketConnection.iopub_data_rate_limit', 'ServerApp.iopub_data_rate_limit'],
  },
  iopubRateWindow: {
    type: 'number',
    default: 3,
    minimum: 0.1,
    description: 'Seconds over which these two rates are measured',
    aliases: ['ZMQChannelsWebsocketConnection.rate_limit_window', 'ServerApp.rate_limit_window'],
  },
  cullIdleTimeout: {
    type: 'number',
    default: 0,
    minimum: 0,
    description: 'Seconds without activity after which a kernel is shut down; 0 never',
    flag: 'cull-idle-timeout',
    aliases: ['MappingKernelManager.cull_idle_timeout'],
  },
  cullInterval: {
    type: 'number',
    default: 300,
    minimum: 1,
    description: 'Seconds between two looks for idle kernels',
    flag: 'cull-interval',
    aliases: ['MappingKernelManager.cull_interval'],
  },
  cullConnected: {
    type: 'boolean',
    default: false,
    description: 'Shut idle kernels down although clients are connected, however lately those asked something',
    flag: 'cull-connected',
    aliases: ['MappingKernelManager.cull_connected'],
  },
  cullBusy: {
    type: 'boolean',
    default: false,
    description: 'Shut kernels down although they compute',
    flag: 'cull-busy',
    aliases: ['MappingKernelManager.cull_busy'],
  },
  cullPresence: {
    type: 'number',
    default: 43_200,
    minimum: 0,
    description:
      'Seconds for which a connected client that asks nothing keeps its kernel; 0 as long as it is connected',
    flag: 'cull-presence',
  },
  cullUnseen: {
    type: 'boolean',
    default: false,
    description: 'Shut idle kernels down although there is output that no client got',
    flag: 'cull-unseen',
  },
  cullGrace: {
    type: 'number',
    default: 86_400,
    minimum: 0,
    description: 'After work an idle kernel stays at least as long as the work took, up to so many seconds',
    flag: 'cull-grace',
  },
  existing: {
    type: 'array',
    items: { type: 'string' },
    default: [],
    description: 'Connection files of kernels that somebody else started, to be used but never ended',
    flag: 'existing',
  },
  allowExternal: {
    type: 'boolean',
    default: false,
    description: 'Show the kernels whose connection files lie in `externalFolder`, and never end them',
    flag: 'allow-external-kernels',
    aliases: ['ServerApp.allow_external_kernels'],
  },
  externalFolder: {
    type: 'string',
    description: "Folder of others' connection files; unset: `external_kernels` in Jupyter's runtime folder",
    flag: 'external-connection-dir',
    aliases: ['ServerApp.external_connection_dir'],
  },
} as const;

export type KernelValues = Values<typeof kernelOptions>;

/** Within this time most kernels that cannot run have ended; one that is ready ends the wait. */
const firstLookMs = 900;
const restarts = 5;
const firstPauseMs = 250;

export function limitsOf(config: KernelValues): KernelLimits {
  return {
    startMs: config.startTimeout * 1000,
    heartbeatMs: config.heartbeatInterval * 1000,
    rates: ratesOf(config),
    shutdownMs: config.shutdownTimeout * 1000,
    firstLookMs,
    restart: { enabled: config.autorestart, restarts, pauseMs: firstPauseMs },
  };
}

function ratesOf(config: KernelValues): RateLimits | undefined {
  const { iopubMessageRate: messages, iopubDataRate: bytes, iopubRateWindow } = config;
  return messages > 0 || bytes > 0 ? { messages, bytes, windowMs: iopubRateWindow * 1000 } : undefined;
}

export function journalOf(config: KernelValues): JournalLimits {
  return { bytes: config.journalMegabytes * 1024 * 1024, ageMs: config.journalHours * 3_600_000 };
}

export function cullingOf(config: KernelValues): CullingRules {
  return {
    idleSeconds: config.cullIdleTimeout,
    everySeconds: config.cullInterval,
    connected: config.cullConnected,
    presenceSeconds: config.cullPresence,
    busy: config.cullBusy,
    unseen: config.cullUnseen,
    startSeconds: config.startTimeout,
    graceSeconds: config.cullGrace,
  };
}
