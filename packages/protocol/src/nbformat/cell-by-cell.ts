import { isUtf8 } from 'node:buffer';
import { isObject, parseJson } from './json.ts';
import { joinCell } from './multiline.ts';

const start = Buffer.from('{\n "cells": [\n  {');
const between = Buffer.from('\n  },\n  {');
const end = Buffer.from('\n  }\n ]');
/** Of `between` and `end`, what is a cell's. */
const closing = '\n  }'.length;

/**
 * Parses a notebook's file one cell after the other and joins its lines, so that the many lines of a cell are forgotten
 * before the next one's are made: of a large notebook that is half of the work. Undefined where the file is not in the form
 * in which nbformat writes it, or is none at all.
 *
 * Where it cuts is right if each piece is JSON of its own: strings have no bare newline, and a cut inside of a cell leaves a
 * brace open.
 */
export function parseCellByCell(bytes: Buffer): unknown {
  const last = bytes.indexOf(end);
  if (last < 0 || !bytes.subarray(0, start.length).equals(start) || !isUtf8(bytes)) return undefined;
  const rest = bytes.toString('utf8', last + end.length);
  if (rest.includes('"cells"')) return undefined;
  try {
    return { ...(parseJson(`{"cells":[]${rest}`) as object), cells: [...cellsUntil(bytes, last)] };
  } catch {
    return undefined;
  }
}

function* cellsUntil(bytes: Buffer, last: number): Generator<unknown> {
  for (let from = start.length - 1, to = 0; to !== last; from = to + between.length - 1) {
    const next = bytes.indexOf(between, from);
    to = next < 0 || next > last ? last : next;
    const cell = parseJson(bytes.toString('utf8', from, to + closing));
    yield isObject(cell) ? joinCell(cell) : cell;
  }
}
