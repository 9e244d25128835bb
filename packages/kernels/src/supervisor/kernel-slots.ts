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
  /** For the bodies of all their blocks. */
  readonly #arena = new BodyArena();
  readonly #byId = new Map<string, KernelSlot>();

  constructor(places: HeldPlaces) {
    this.#places = places;
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
    const journal = new JournalWriter(this.#places.journal(id), limits);
    return new HeldKernel(connection, journal, this.#arena, () => undefined);
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
}
