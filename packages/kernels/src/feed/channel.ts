/** The channels on which clients ask, and get their own replies. */
export type RequestChannel = 'shell' | 'control' | 'stdin';
export type Channel = RequestChannel | 'iopub';

export const requestChannels: readonly RequestChannel[] = ['shell', 'control', 'stdin'];

/** Parts of a request, buffers and all. Kernels and the supervisor take as many, and what is put around them. */
export const mostRequestParts = 8192;

export function isRequestChannel(name: string): name is RequestChannel {
  return name === 'shell' || name === 'control' || name === 'stdin';
}

export function isChannel(name: string): name is Channel {
  return name === 'iopub' || isRequestChannel(name);
}
