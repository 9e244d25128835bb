import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writevSync,
} from 'node:fs';
import { type Block, bodyBytes, decodeWhole, encodeBlock, encodedBytes, endOf } from './block.ts';
import type { JournalLimits } from './journal.ts';
import { segmentPath, segmentsInNow } from './segments.ts';

/** A segment ends when it has grown to this, so that the oldest messages go in portions; earlier where few are kept. */
const segmentBytes = 16 * 2 ** 20;
const leastSegments = 8;
const ageCheckMs = 60_000;
/** How often it is looked whether the segment that is written still has its name. */
const lookMs = 1000;

/** `lastWrite`: by the clock that nobody sets. */
type Segment = { readonly first: number; bytes: number; lastWrite: number };

/**
 * Appends blocks to a kernel's journal: a folder of segments, each named by its first sequence number. What `append` was given has
 * been handed to the system when it returns, so it outlives this process (it is not flushed to the disk: a kernel does not
 * outlive its machine either).
 */
export class JournalWriter {
  readonly folder: string;
  readonly #limits: JournalLimits;
  /** In order; the last one is being written. */
  readonly #segments: Segment[];
  #file: number | undefined;
  #next: number;
  readonly #now: () => number;
  #ageChecked: number;
  #looked = performance.now();

  /** Goes on behind the last whole block that lies in the folder; what is torn is cut off. */
  constructor(folder: string, limits: JournalLimits, now: () => number = () => performance.now()) {
    this.folder = folder;
    this.#limits = limits;
    this.#now = now;
    this.#ageChecked = now();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#segments = segmentsInNow(folder).map((first) => {
      const { size, mtimeMs } = statSync(segmentPath(folder, first));
      return { first, bytes: size, lastWrite: now() - Math.max(0, Date.now() - mtimeMs) };
    });
    this.#next = this.#resume();
  }

  /** The sequence number of the last message; 0 while there is none. */
  get head(): number {
    return this.#next - 1;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Gives the messages their numbers, also when they cannot be written: then they are missing, and `failed` says why. */
  append(messages: Omit<Block, 'first' | 'time' | 'unwritten'>, failed: (error: Error) => void): Block {
    const block = { ...messages, first: this.#next, time: Date.now() };
    this.#next = endOf(block);
    try {
      if (this.#now() - this.#ageChecked > ageCheckMs) this.dropAged();
      this.#look();
      this.#write(block);
      return block;
    } catch (error) {
      failed(error as Error);
      return { ...block, unwritten: true };
    }
  }

  /** Removes what is too old. `append` does so now and then; a kernel that says nothing needs somebody to call it. */
  dropAged(): void {
    const now = this.#now();
    const { ageMs } = this.#limits;
    this.#ageChecked = now;
    if (ageMs === 0) return;
    const last = this.#segments.at(-1);
    // The next one is there before all others go: its name keeps the sequence number.
    if (last && last.bytes > 0 && now - last.lastWrite > ageMs) this.#begin(this.#next);
    while (this.#segments.length > 1 && now - (this.#segments[0]?.lastWrite ?? now) > ageMs) this.#dropOldest();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  remove(): void {
    this.#looked = Number.POSITIVE_INFINITY;
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Somebody who cleans up may remove files; what is written to them then reaches nobody who opens the journal later. */
  #look(): void {
    const now = performance.now();
    if (now - this.#looked < lookMs) return;
    this.#looked = now;
    const left = this.#segments.filter(({ first }) => existsSync(segmentPath(this.folder, first)));
    if (left.length === this.#segments.length) return;
    this.close();
    this.#segments.splice(0, this.#segments.length, ...left);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  #write(block: Block): void {
    const segment = this.#segmentFor(block);
    const pieces = encodeBlock(block);
    try {
      this.#writeAll(pieces);
    } catch (error) {
      this.#cut(segment);
      // A full disk: what is oldest makes room, once.
      if (this.#segments.length < 2) throw error;
      this.#dropOldest();
      try {
        this.#writeAll(pieces);
      } catch (again) {
        this.#cut(segment);
        throw again;
      }
    }
    segment.bytes += encodedBytes(block);
    segment.lastWrite = this.#now();
  }

  #segmentFor(block: Block): Segment {
    const last = this.#segments.at(-1);
    if (last && this.#file !== undefined && last.bytes < Math.min(segmentBytes, this.#limits.bytes / leastSegments))
      return last;
    const segment = this.#begin(block.first);
    while (this.#segments.length > 1 && this.bytes + bodyBytes(block) > this.#limits.bytes) this.#dropOldest();
    return segment;
  }

  #begin(first: number): Segment {
    this.close();
    this.#file = openSync(segmentPath(this.folder, first), 'a', 0o600);
    const segment = { first, bytes: 0, lastWrite: this.#now() };
    this.#segments.push(segment);
    return segment;
  }

  /** Appends; a write may take less than it was given. */
  #writeAll(pieces: readonly Buffer[]): void {
    const file = this.#file;
    if (file === undefined) throw new Error('The journal is closed.');
    let rest = pieces;
    while (rest.length > 0) {
      let written = writevSync(file, rest.slice(0, 1000));
      let whole = 0;
      while (whole < rest.length && written >= (rest[whole]?.length ?? 0)) written -= rest[whole++]?.length ?? 0;
      const torn = rest[whole]?.subarray(written);
      rest = torn ? [torn, ...rest.slice(whole + 1)] : [];
    }
  }

  /** Takes back what of a block reached the segment. */
  #cut(segment: Segment): void {
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, segment.bytes);
    } catch {
      // Then its damaged end is skipped by readers, and the next block begins a new segment.
      this.close();
    }
  }

  #dropOldest(): void {
    const oldest = this.#segments.shift();
    if (oldest) rmSync(segmentPath(this.folder, oldest.first), { force: true });
  }

  /** Opens the last segment behind its last whole block; answers the next sequence number. */
  #resume(): number {
    const last = this.#segments.at(-1);
    if (last === undefined) return 1;
    const path = segmentPath(this.folder, last.first);
    const { end, next } = lastWhole(path, last.first);
    this.#file = openSync(path, 'a', 0o600);
    ftruncateSync(this.#file, end);
    last.bytes = end;
    return next;
  }
}

/** Where the whole blocks of a segment end, and the sequence number behind them. */
function lastWhole(path: string, first: number): { end: number; next: number } {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(fstatSync(file).size);
    const whole = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
    let end = 0;
    let next = first;
    for (;;) {
      const block = decodeWhole(whole, end);
      if (block === undefined || block.first < next) return { end, next };
      next = endOf(block);
      end += encodedBytes(block);
    }
  } finally {
    closeSync(file);
  }
}
