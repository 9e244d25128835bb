export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json | undefined };
export type JsonObject = { readonly [member: string]: Json | undefined };

/** jupyter_client, "Messaging in Jupyter", message header. */
export type MessageHeader = {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 with a time zone. */
  readonly date: string;
  /** Of the message protocol. */
  readonly version: string;
  /** JEP 91. */
  readonly subshell_id?: string | null;
};
