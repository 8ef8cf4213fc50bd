import { TicketError, verifyTicket } from "../../../functions/_shared/auth/ticket.ts";
import { displayNames } from "../../../functions/_shared/battle/name.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { TicketClaims } from "../../../functions/_shared/schema/rooms.ts";
import { drawTeams } from "../../teams/drawing.ts";
import { wantsTeam } from "../../teams/format.ts";
import { readTeam } from "../../teams/reading.ts";
import type { Socket } from "../connections.ts";
import { RoomError } from "../frames.ts";
import { inputKey, type StartInput } from "../input-log.ts";
import { begin } from "../live.ts";
import { battleRestored, battleStart, battleUpdate, isBehind } from "../messages.ts";
import { BOT_SEAT } from "../practice.ts";
import { botName, seatKey } from "../seats.ts";
import { type Audience, SIM_VERSION } from "../simulator.ts";
import { release } from "../spectators.ts";
import type { Table } from "../table.ts";
import { otherSeat } from "../timing.ts";
import type { Message } from "./message.ts";

/** Takes a seat with a ticket. The battle begins with the second. */
export async function join(table: Table, socket: Socket, message: Message<"JOIN">): Promise<void> {
  const { state, connections, desk } = table;
  const claims = await readTicket(table, message.ticket);
  if (desk.calledOff !== null) {
    throw new RoomError("BATTLE_ENDED", "Cannot join: the players did not come in time", false);
  }
  if (state.battle.bot !== null && claims.seat === BOT_SEAT) {
    throw new RoomError("AUTH_FAILED", `Cannot take seat ${BOT_SEAT}: a bot plays it`);
  }
  state.seats.admit(claims);
  connections.introduce(socket);
  const team = state.live ? null : bringTeam(table, claims.seat, message.team);
  const record = state.seats.seated(claims, team, table.random(16), table.now());
  const start = state.live ? null : startOf(table, claims.seat, record);
  const live = start && begin(state.battle, start);

  const seat = { [seatKey(claims.seat)]: record };
  if (start) await table.store({ ...seat, [inputKey(1)]: start }, { kind: "battle.started", at: start.at });
  else await table.store(seat);
  state.seats.set(claims.seat, record);
  connections.join(socket, claims.seat);
  connections.send(socket, { type: "SEATED", seat: claims.seat, session: record.session });
  if (!live) return await restore(table, socket, 0);
  state.live = live;
  table.delay?.note(live.simulator.seq("spectator"), table.now());
  connections.publish(() => battleStart(state));
  connections.publish((audience) =>
    isBehind(table, audience) ? null : battleUpdate(table, live, audience, 0),
  );
}

/** Brings a player back to the seat, or lets somebody watch. */
export async function rejoin(table: Table, socket: Socket, message: Message<"REJOIN">): Promise<void> {
  const { session, since } = message;
  const audience = session === undefined ? "spectator" : table.state.seats.bySession(session);
  if (audience === null) throw new RoomError("AUTH_FAILED", "Cannot come back: the session is unknown here");
  table.connections.join(socket, audience);
  await restore(table, socket, since);
}

async function restore(table: Table, socket: Socket, since: number): Promise<void> {
  const { state, connections } = table;
  const audience: Audience = connections.audience(socket) ?? "spectator";
  if (state.live) await table.recall(state.live, audience, since);
  if (isBehind(table, audience)) release(table);
  connections.send(socket, battleStart(state));
  for (const message of battleRestored(table, audience, since)) connections.send(socket, message);
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
  const { format, seats } = state.battle;
  if (!wantsTeam(format)) return null;
  const assigned = seats[seat]?.team;
  if (assigned !== undefined) return assigned;
  if (text === undefined) {
    if (state.seats.get(seat)?.team) return null;
    throw new RoomError("INVALID_TEAM", `Cannot play ${format} without a team`);
  }
  const reading = readTeam(text, format);
  if (reading.ok) return reading.team;
  throw new RoomError("INVALID_TEAM", reading.problems.join("\n"));
}

interface Player {
  name: string;
  team: string | null;
}

/** The battle's first input, once both players are there; `null` before. */
function startOf(table: Table, seat: Seat, player: Player): StartInput | null {
  const other = opponentOf(table, seat, player);
  if (!other) return null;
  const { format, seed = `sodium,${table.random(16)}` } = table.state.battle;
  const [p1, p2] = seat === "p1" ? [player, other] : [other, player];
  const names = displayNames(p1.name, p2.name);
  const drawn = p1.team === null || p2.team === null ? drawTeams(format, seed) : { p1: p1.team, p2: p2.team };
  const players = { p1: { name: names.p1, team: drawn.p1 }, p2: { name: names.p2, team: drawn.p2 } };
  return { kind: "start", at: table.now(), sim: SIM_VERSION, seed, players };
}

/** Who plays against the seat: a user who came, or the bot, which brings the player's own team. */
function opponentOf({ state }: Table, seat: Seat, { team }: Player): Player | null {
  const { bot } = state.battle;
  if (bot === null) return state.seats.get(otherSeat(seat));
  return { name: state.seats.name(BOT_SEAT) ?? botName(bot), team };
}
