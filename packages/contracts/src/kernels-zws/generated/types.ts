// Generated from Kernel channels by ZeroMQ over WebSocket 1.0.0; edit the document, not this file.
export interface Operations {
}
export interface Channels {
  
  kernelZmq: { params: { readonly kernel_id: string; readonly channel: "shell" | "control" | "stdin" | "iopub" }; query: {}; receive: Uint8Array; send: Uint8Array };
}
