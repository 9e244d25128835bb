import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export type HeldPlaces = {
  readonly journals: string;
  readonly outputs: string;
  /** The folder of a kernel's journal. */
  readonly journal: (id: string) => string;
  /** What its process writes besides its messages. */
  readonly output: (id: string) => string;
};

/** Where a folder keeps what belongs to held kernels. */
export function heldPlaces(folder: string): HeldPlaces {
  const journals = join(folder, 'journals');
  const outputs = join(folder, 'output');
  return { journals, outputs, journal: (id) => join(journals, id), output: (id) => join(outputs, `${id}.log`) };
}

/** Removes what lies there of a kernel. */
export async function removeHeld(places: HeldPlaces, id: string): Promise<void> {
  for (const path of [places.journal(id), places.output(id)]) await rm(path, { recursive: true, force: true });
}
