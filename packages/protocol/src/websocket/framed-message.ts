/** A message between server and browser: what ZMTP carries without routing ids and signature, plus its channel. */
export type FramedMessage = {
  /** `shell`, `control`, `stdin`, `iopub`, or whatever the client wrote. */
  readonly channel: string;
  /** Header, parent header, metadata, content, then buffers. */
  readonly parts: readonly Buffer[];
};

/** Most parts of a framed message; as many frames as a ZMTP message may have. */
export const mostParts = 10_000;
