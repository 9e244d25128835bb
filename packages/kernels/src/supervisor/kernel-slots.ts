import { renameSync, rmSync } from 'node:fs';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { HeldKernel } from '../feed/held-kernel.ts';
import type { HeldPlaces } from '../feed/held-places.ts';
import type { KernelFeed } from '../feed/kernel-feed.ts';
import { BodyArena } from '../journal/body-arena.ts';
import type { JournalLimits } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KernelSlot } from './kernel-slot.ts';

/** The kernels of a supervisor, by id. */
export class KernelSlots {
  readonly #places: HeldPlaces;
  readonly #log: (line: string) => void;
  /** For the bodies of all their blocks. */
  readonly #arena = new BodyArena();
  readonly #byId = new Map<string, KernelSlot>();

  constructor(places: HeldPlaces, log: (line: string) => void) {
    this.#places = places;
    this.#log = log;
  }

  all(): readonly KernelSlot[] {
    return [...this.#byId.values()];
  }

  find(id: string): KernelSlot | undefined {
    return this.#byId.get(id);
  }

  /** The place of a kernel, made where there is none. */
  slot(id: string): KernelSlot {
    const known = this.#byId.get(id);
    if (known) return known;
    const slot = new KernelSlot(id);
    this.#byId.set(id, slot);
    return slot;
  }

  /** Connects to a kernel, and goes on with its journal where there is one. */
  open({ id }: KernelSlot, connection: ConnectionInfo, limits: JournalLimits): KernelFeed {
    return new HeldKernel(connection, this.#journal(id, limits), this.#arena, () => undefined);
  }

  /** Without a process and a feed there is nothing to keep. */
  forget(slot: KernelSlot): void {
    if (!slot.running && !slot.feed) this.remove(slot);
  }

  remove(slot: KernelSlot): void {
    if (this.#byId.get(slot.id) === slot) this.#byId.delete(slot.id);
  }

  /** Nobody finds the way to them any more. */
  endAll(): void {
    for (const { running } of this.all()) running?.signal('SIGKILL');
    this.#byId.clear();
  }

  /** A kernel is worth more than what it said: a journal that cannot be opened is set aside, and goes when it is old. */
  #journal(id: string, limits: JournalLimits): JournalWriter {
    const folder = this.#places.journal(id);
    try {
      return new JournalWriter(folder, limits);
    } catch (error) {
      const aside = `${folder}.unreadable`;
      rmSync(aside, { recursive: true, force: true });
      renameSync(folder, aside);
      this.#log(`the journal of ${id} cannot be opened and lies in ${aside}: ${(error as Error).message}`);
      return new JournalWriter(folder, limits);
    }
  }
}
