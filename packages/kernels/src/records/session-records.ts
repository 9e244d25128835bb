/** What a server writes down of a session, so that the next one has it again. */
export type SessionRecord = {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  /** Id of its kernel. */
  readonly kernel: string;
};

/** The sessions of one place: machine, runtime folder and root folder. */
export interface SessionRecords {
  /** Those that no other server that runs has. */
  list(): Promise<readonly SessionRecord[]>;
  put(record: SessionRecord): Promise<void>;
  remove(id: string): Promise<void>;
  /** Where they are; another object when that is a new one, because somebody removed the database. */
  store(): Promise<object>;
}

export function sessionDiffers(record: SessionRecord, written: SessionRecord): boolean {
  const { path, name, type, kernel } = record;
  return path !== written.path || name !== written.name || type !== written.type || kernel !== written.kernel;
}
