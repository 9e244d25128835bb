// Generated from Jupyter kernels 1.1.0 and Jupyter kernel channels 1.1.0; edit the document, not this file.

export type Kernel = { readonly id: string; /** Name of its kernelspec. */ readonly name: string; readonly last_activity: string; /** Usually one of starting, idle, busy, restarting, dead; unknown: it could not be taken up from a server before this one yet; kernels may send others. */ readonly execution_state: string; /** Open WebSockets. */ readonly connections: number; /** What is wrong with it, or why it was last restarted. */ readonly reason?: string };

export type StartKernel = { /** Kernelspec; the default one unless given. */ readonly name?: string | null; /** A contents path; the kernel works in its nearest existing folder. */ readonly path?: string | null; readonly kernel_id?: string | null } | null;

export type Error = { readonly message: string; readonly reason: string | null; readonly short_message?: string };

export type Message = { /** shell unless given. */ readonly channel?: "shell" | "control" | "stdin" | "iopub"; readonly header: { readonly msg_id: string; readonly msg_type: string; readonly session: string; readonly username?: string; readonly date?: string; readonly version?: string; readonly subshell_id?: string | null }; readonly msg_id?: string; readonly msg_type?: string; readonly parent_header: Readonly<Record<string, unknown>>; readonly metadata: Readonly<Record<string, unknown>>; readonly content: Readonly<Record<string, unknown>>; readonly buffers?: readonly (unknown)[] };
export interface Operations {
  /** List the running kernels */ 
  listKernels: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: readonly (Kernel)[]; 403: Error; 503: Error };
  };
  /** Start a kernel */ 
  startKernel: {
    params: {};
    query: {};
    body: StartKernel | undefined;
    replies: { 201: Kernel; 400: Error; 403: Error; 404: Error; 429: Error; 500: Error; 503: Error };
  };
  /** One kernel */ 
  getKernel: {
    params: { readonly kernel_id: string };
    query: {};
    body: undefined;
    replies: { 200: Kernel; 403: Error; 404: Error; 503: Error };
  };
  /** End a kernel */ 
  shutdownKernel: {
    params: { readonly kernel_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error; 500: Error; 503: Error };
  };
  /** Interrupt what a kernel computes */ 
  interruptKernel: {
    params: { readonly kernel_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error; 500: Error; 503: Error };
  };
  /** Restart a kernel under the same id */ 
  restartKernel: {
    params: { readonly kernel_id: string };
    query: {};
    body: undefined;
    replies: { 200: Kernel; 403: Error; 404: Error; 500: Error; 503: Error };
  };
}
export interface Channels {
  
  kernelChannels: { params: { readonly kernel_id: string }; query: { /** The client's own id; who returns with it gets what it missed. Made up by the server if absent. */ readonly session_id?: string; /** Leaves out the output that this session has missed; replies, status and what follows come. */ readonly skip?: boolean }; receive: Uint8Array | Message; send: Uint8Array | Message };
}
