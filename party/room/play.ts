import { TicketError, verifyTicket } from "../../functions/_shared/auth/ticket.ts";
import { formatChoice, parseChoice } from "../../functions/_shared/battle/choice.ts";
import { displayNames } from "../../functions/_shared/battle/name.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import type { ClientMessage } from "../../functions/_shared/schema/protocol.ts";
import type { TicketClaims } from "../../functions/_shared/schema/rooms.ts";
import type { Connections, Socket } from "./connections.ts";
import { RoomError } from "./frames.ts";
import { type Entry, entryKey, type StartEntry } from "./input-log.ts";
import { battleEnd, battleRestored, battleStart, battleUpdate } from "./messages.ts";
import type { EventKind } from "./outbox.ts";
import { type SeatRecord, seatKey } from "./seats.ts";
import { type AUDIENCES, SIM_VERSION, type Verdict } from "./simulator.ts";
import { begin, type Live, type RoomState } from "./state.ts";
import { drawTeams, readTeam, wantsTeam } from "./team.ts";

type Message<Type extends ClientMessage["type"]> = Extract<ClientMessage, { type: Type }>;

/** What the handlers of a battle's messages work with. */
export interface Table {
  state: RoomState;
  connections: Connections;
  ticketSecret: string;
  now(): number;
  /** Random bytes as hexadecimal text. */
  random(bytes: number): string;
  /**
   * Writes to storage. Whatever is sent in the same turn, after this, leaves once the write is durable: nothing may
   * be awaited between the two.
   */
  store(values: Record<string, unknown>, event?: { kind: EventKind; at: number }): void;
  /** Writes to storage within moments, and before anything is sent: for an input that has no effect yet. */
  storeSoon(values: Record<string, unknown>): void;
}

/** Handles one message of the protocol. Everything that it changes is stored before anyone hears of it. */
export async function play(table: Table, socket: Socket, message: ClientMessage): Promise<void> {
  if (message.battleId !== table.state.battle.battleId) {
    throw new RoomError("BATTLE_NOT_FOUND", `Cannot find the battle '${message.battleId}' in this room`);
  }
  if (table.state.foreign !== null) {
    const versions = `it was played by simulator ${table.state.foreign}, and this is ${SIM_VERSION}`;
    throw new RoomError("VERSION_MISMATCH", `Cannot go on with the battle: ${versions}`, false);
  }
  switch (message.type) {
    case "JOIN":
      return await join(table, socket, message);
    case "REJOIN":
      rejoin(table, socket, message);
      return;
    case "MOVE":
      move(table, socket, message);
      return;
    case "FORFEIT":
      forfeit(table, socket);
      return;
  }
}

async function join(table: Table, socket: Socket, message: Message<"JOIN">): Promise<void> {
  const { state, connections } = table;
  const claims = await readTicket(table, message.ticket);
  state.seats.admit(claims);
  const team = state.live ? null : bringTeam(table, claims.seat, message.team);
  const record = state.seats.seated(claims, team, table.random(16), table.now());
  const other = state.seats.get(claims.seat === "p1" ? "p2" : "p1");
  const start = !state.live && other ? startEntry(table, claims.seat, record, other) : null;
  const live = start && begin(state.battle, start);

  state.seats.set(claims.seat, record);
  const seat = { [seatKey(claims.seat)]: record };
  if (start) table.store({ ...seat, [entryKey(1)]: start }, { kind: "battle.started", at: start.at });
  else table.store(seat);
  connections.join(socket, claims.seat);
  connections.send(socket, { type: "SEATED", seat: claims.seat, session: record.session });
  if (live) {
    state.live = live;
    connections.publish(() => battleStart(state));
    connections.publish((audience) => battleUpdate(live, audience, 0));
  } else {
    restore(table, socket, 0);
  }
}

async function readTicket({ state, ticketSecret, now }: Table, ticket: string): Promise<TicketClaims> {
  try {
    const claims = await verifyTicket(ticket, ticketSecret, now());
    if (claims.battle === state.battle.battleId) return claims;
    throw new TicketError("Cannot accept the ticket: it is for another battle");
  } catch (error) {
    if (error instanceof TicketError) throw new RoomError("AUTH_FAILED", error.message);
    throw error;
  }
}

/** The team of the seat: the one just brought, or `null` for the one that is there or will be drawn. */
function bringTeam({ state }: Table, seat: Seat, text: string | undefined): string | null {
  const { format } = state.battle;
  if (!wantsTeam(format)) return null;
  if (text === undefined) {
    if (state.seats.get(seat)?.team) return null;
    throw new RoomError("INVALID_TEAM", `Cannot play ${format} without a team`);
  }
  const reading = readTeam(text, format);
  if (reading.ok) return reading.team;
  throw new RoomError("INVALID_TEAM", reading.problems.join("\n"));
}

function startEntry(table: Table, seat: Seat, one: SeatRecord, other: SeatRecord): StartEntry {
  const { format, seed = `sodium,${table.random(16)}` } = table.state.battle;
  const [p1, p2] = seat === "p1" ? [one, other] : [other, one];
  const names = displayNames(p1.name, p2.name);
  const drawn = p1.team === null || p2.team === null ? drawTeams(format, seed) : { p1: p1.team, p2: p2.team };
  const players = { p1: { name: names.p1, team: drawn.p1 }, p2: { name: names.p2, team: drawn.p2 } };
  return { kind: "start", at: table.now(), sim: SIM_VERSION, seed, players };
}

function rejoin(table: Table, socket: Socket, { session, since }: Message<"REJOIN">): void {
  const seat = session === undefined ? "spectator" : table.state.seats.bySession(session);
  if (seat === null) throw new RoomError("AUTH_FAILED", "Cannot come back: the session is unknown here");
  table.connections.join(socket, seat);
  restore(table, socket, since);
}

function restore({ state, connections }: Table, socket: Socket, since: number): void {
  connections.send(socket, battleStart(state));
  const audience = connections.seat(socket) ?? "spectator";
  for (const message of battleRestored(state.live, audience, since)) connections.send(socket, message);
}

function move(table: Table, socket: Socket, message: Message<"MOVE">): void {
  const { seat, live } = turn(table, socket);
  const { simulator } = live;
  if (message.rqid !== simulator.round) {
    throw new RoomError(
      "STALE_REQUEST",
      `Cannot choose for request ${message.rqid}: ${simulator.round} is open`,
    );
  }
  if (!simulator.request(seat) || simulator.request(seat)?.wait) {
    throw new RoomError("NOT_YOUR_TURN", "Cannot choose: it is your opponent's turn");
  }
  const parsed = parseChoice(message.choice);
  if (!parsed) throw new RoomError("INVALID_MOVE", "Cannot read the choice: it does not follow the grammar");
  const choice = formatChoice(parsed);
  const made = simulator.choice(seat);
  if (made === choice) return;
  if (made !== null) throw new RoomError("NOT_YOUR_TURN", `Cannot choose again: you chose '${made}'`);

  const before = positions(live);
  const at = table.now();
  const verdict = simulator.choose(seat, choice, at);
  if (!verdict.accepted) throw refusal(table, seat, live, verdict);
  const entry: Entry = { kind: "choice", at, seat, choice };
  if (verdict.advanced) {
    record(table, live, entry);
    publish(table, live, before);
  } else {
    live.entries += 1;
    table.storeSoon({ [entryKey(live.entries)]: entry });
  }
}

/** The simulator's refusal; the updated request goes ahead of it, when there is one. */
function refusal(
  { connections }: Table,
  seat: Seat,
  live: Live,
  { unavailable, message }: Extract<Verdict, { accepted: false }>,
): RoomError {
  if (unavailable) {
    const update = battleUpdate(live, seat, live.simulator.lines(seat).length);
    connections.publish((audience) => (audience === seat ? update : null));
  }
  return new RoomError("INVALID_MOVE", message);
}

function forfeit(table: Table, socket: Socket): void {
  const { seat, live } = turn(table, socket);
  const before = positions(live);
  const at = table.now();
  live.simulator.forfeit(seat, at);
  record(table, live, { kind: "forfeit", at, seat });
  publish(table, live, before);
}

/** Who speaks, in a battle that is under way. */
function turn({ state, connections }: Table, socket: Socket): { seat: Seat; live: Live } {
  const seat = connections.seat(socket);
  if (seat === null) throw new RoomError("AUTH_FAILED", "Cannot play: the connection has no seat");
  if (!state.live) throw new RoomError("BATTLE_NOT_STARTED", "Cannot play: the battle has not started");
  if (state.live.simulator.ending) throw new RoomError("BATTLE_ENDED", "Cannot play: the battle is over");
  return { seat, live: state.live };
}

function record(table: Table, live: Live, entry: Entry): void {
  live.entries += 1;
  const values = { [entryKey(live.entries)]: entry };
  if (!live.simulator.ending) {
    table.store(values);
    return;
  }
  live.endedAt = entry.at;
  table.store(values, { kind: "battle.completed", at: entry.at });
}

function positions(live: Live): Record<(typeof AUDIENCES)[number], number> {
  const { simulator } = live;
  return {
    p1: simulator.lines("p1").length,
    p2: simulator.lines("p2").length,
    spectator: simulator.lines("spectator").length,
  };
}

function publish({ connections }: Table, live: Live, before: ReturnType<typeof positions>): void {
  connections.publish((audience) => battleUpdate(live, audience, before[audience]));
  connections.publish(() => battleEnd(live));
}
