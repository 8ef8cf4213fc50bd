import { NARROWEST, rangeAfter } from "./range.ts";

/** What pairing knows of a player who waits. */
export interface Waiting {
  user: string;
  rating: number;
  /** Milliseconds since the epoch. */
  joinedAt: number;
  /** The user of the last rated battle. */
  lastOpponent: string | null;
}

/** A place in the cell of players who are rated alike, the longest waiting first. */
interface Place<Entry> {
  entry: Entry;
  /** In the whole line, from 0. */
  order: number;
  range: number;
  cell: Cell<Entry>;
  before: Place<Entry> | null;
  behind: Place<Entry> | null;
  taken: boolean;
}

interface Cell<Entry> {
  /** The lowest rating in it. */
  floor: number;
  first: Place<Entry> | null;
  last: Place<Entry> | null;
}

/** How far apart the ratings in one cell may be. */
const WIDTH = NARROWEST;

/** When two who played each other last have both waited so long, in milliseconds, it may be time for a return match. */
const REMATCH = 60_000;

/**
 * Pairs the players who wait: the one who has waited longest first, with the longest waiting one whose rating both
 * accept. Nobody is paired with themself. Nor, while anybody else waits, with their last opponent, unless both have waited
 * for a minute in which no other came: the others may be such that neither will ever accept them.
 *
 * Nobody is left over who could have been paired with another who is left over.
 *
 * Who waits longer accepts more. So of two, the one behind decides, and a cell need be searched only as far as players
 * accept its distance at all: the work grows with the number of players, not with its square.
 *
 * @param now milliseconds since the epoch
 * @param most pairs to look for
 */
export function pairUp<Entry extends Waiting>(
  entries: readonly Entry[],
  now: number,
  most = Number.POSITIVE_INFINITY,
): [Entry, Entry][] {
  const patient = ({ joinedAt }: Entry) => now - joinedAt >= REMATCH;
  const mayRepeat = entries.length <= 2 ? () => true : () => false;
  const { places, cells } = arrange(entries, now);
  const pairs: [Entry, Entry][] = [];
  for (const place of places) {
    if (pairs.length >= most) break;
    if (place.taken) continue;
    take(place);
    const partner =
      findPartner(place, cells, mayRepeat) ??
      (patient(place.entry) ? findPartner(place, cells, patient) : null);
    if (!partner) continue;
    take(partner);
    pairs.push([place.entry, partner.entry]);
  }
  return pairs;
}

function arrange<Entry extends Waiting>(entries: readonly Entry[], now: number) {
  const cells = new Map<number, Cell<Entry>>();
  const line = entries.toSorted((one, other) => one.joinedAt - other.joinedAt);
  const places = line.map((entry, order) => {
    const cell = cellOf(cells, entry.rating);
    const range = rangeAfter(now - entry.joinedAt);
    const place: Place<Entry> = { entry, order, range, cell, before: cell.last, behind: null, taken: false };
    if (cell.last) cell.last.behind = place;
    else cell.first = place;
    cell.last = place;
    return place;
  });
  return { places, cells };
}

function cellOf<Entry>(cells: Map<number, Cell<Entry>>, rating: number): Cell<Entry> {
  const index = Math.floor(rating / WIDTH);
  const known = cells.get(index);
  if (known) return known;
  const cell: Cell<Entry> = { floor: index * WIDTH, first: null, last: null };
  cells.set(index, cell);
  return cell;
}

/** Takes a player out of the cell. */
function take<Entry>(place: Place<Entry>): void {
  place.taken = true;
  if (place.before) place.before.behind = place.behind;
  else place.cell.first = place.behind;
  if (place.behind) place.behind.before = place.before;
  else place.cell.last = place.before;
}

/**
 * The longest waiting one of those behind `place`: all before it are taken, or were tried with it already.
 *
 * @param mayRepeat whether a last opponent will do
 */
function findPartner<Entry extends Waiting>(
  { entry, range }: Place<Entry>,
  cells: Map<number, Cell<Entry>>,
  mayRepeat: (other: Entry) => boolean,
): Place<Entry> | null {
  const highest = Math.floor((entry.rating + range) / WIDTH);
  let best: Place<Entry> | null = null;
  for (let index = Math.floor((entry.rating - range) / WIDTH); index <= highest; index++) {
    const cell = cells.get(index);
    if (!cell) continue;
    const distance = Math.max(0, cell.floor - entry.rating, entry.rating - (cell.floor + WIDTH));
    for (let other = cell.first; other && other.range >= distance; other = other.behind) {
      if (best && best.order < other.order) break;
      if (Math.abs(entry.rating - other.entry.rating) > other.range) continue;
      if (entry.user === other.entry.user) continue;
      if (metLast(entry, other.entry) && !mayRepeat(other.entry)) continue;
      best = other;
      break;
    }
  }
  return best;
}

function metLast(one: Waiting, other: Waiting): boolean {
  return one.lastOpponent === other.user || other.lastOpponent === one.user;
}
