import { TicketError, verifyTicket } from "../../../functions/_shared/auth/ticket.ts";
import { displayNames } from "../../../functions/_shared/battle/name.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { TicketClaims } from "../../../functions/_shared/schema/rooms.ts";
import type { Report } from "../../durable/outbox.ts";
import { drawTeams } from "../../teams/drawing.ts";
import { wantsTeam } from "../../teams/format.ts";
import { readTeam } from "../../teams/reading.ts";
import { begin, type Live } from "../battle/live.ts";
import { type Audience, SIM_VERSION } from "../battle/simulator.ts";
import { otherSeat } from "../battle/timing.ts";
import { BOT_SEAT } from "../bot/practice.ts";
import type { Context } from "../context.ts";
import { callFailed, tellCalledOff } from "../lifecycle.ts";
import { battleRestored, battleStart, battleUpdate, isBehind } from "../messages.ts";
import type { Socket } from "../players/connections.ts";
import { RoomError } from "../players/frames.ts";
import { botName, seatKey } from "../players/seats.ts";
import { release } from "../players/spectators.ts";
import { inputKey, type StartInput } from "../storage/input-log.ts";
import type { Message } from "./message.ts";

/** Takes a seat with a ticket. The battle begins with the second. */
export async function join(context: Context, socket: Socket, message: Message<"JOIN">): Promise<void> {
  const { state, connections, notes } = context;
  const claims = await readTicket(context, message.ticket);
  if (notes.calledOff !== null) {
    throw new RoomError("BATTLE_ENDED", "Cannot join: the battle was called off", false);
  }
  if (state.battle.bot !== null && claims.seat === BOT_SEAT) {
    throw new RoomError("AUTH_FAILED", `Cannot take seat ${BOT_SEAT}: a bot plays it`);
  }
  state.seats.admit(claims);
  connections.introduce(socket);
  const team = state.live ? null : bringTeam(context, claims.seat, message.team);
  const record = state.seats.seated(claims, team, context.random(16), context.now());
  const { live, values, report } = beginning(context, claims.seat, record);

  await context.store({ [seatKey(claims.seat)]: record, ...values }, report);
  state.seats.set(claims.seat, record);
  connections.join(socket, claims.seat);
  connections.send(socket, { type: "SEATED", seat: claims.seat, session: record.session });
  if (!live) {
    await restore(context, socket, 0);
    if (notes.calledOff !== null) tellCalledOff(context);
    return;
  }
  state.live = live;
  context.delay?.note(live.simulator.seq("spectator"), context.now());
  connections.publish(() => battleStart(state));
  connections.publish((audience) =>
    isBehind(context, audience) ? null : battleUpdate(context, live, audience, 0),
  );
}

/** Brings a player back to the seat, or lets somebody watch. */
export async function rejoin(context: Context, socket: Socket, message: Message<"REJOIN">): Promise<void> {
  const { session, since } = message;
  const audience = session === undefined ? "spectator" : context.state.seats.bySession(session);
  if (audience === null) throw new RoomError("AUTH_FAILED", "Cannot come back: the session is unknown here");
  context.connections.join(socket, audience);
  await restore(context, socket, since);
}

async function restore(context: Context, socket: Socket, since: number): Promise<void> {
  const { state, connections } = context;
  const audience: Audience = connections.audience(socket) ?? "spectator";
  if (state.live) await context.recall(state.live, audience, since);
  if (isBehind(context, audience)) release(context);
  connections.send(socket, battleStart(state));
  for (const message of battleRestored(context, audience, since)) connections.send(socket, message);
}

async function readTicket({ state, ticketSecret, now }: Context, ticket: string): Promise<TicketClaims> {
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
function bringTeam({ state }: Context, seat: Seat, text: string | undefined): string | null {
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

/** What follows from a player's coming, to be stored with it: both may be there now, and the battle begins. */
interface Beginning {
  live: Live | null;
  values: Record<string, unknown>;
  report?: Report;
}

/** A battle that cannot begin is called off: it would fail the same way each time that a player comes. */
function beginning(context: Context, seat: Seat, player: Player): Beginning {
  if (context.state.live) return { live: null, values: {} };
  try {
    const start = startOf(context, seat, player);
    if (!start) return { live: null, values: {} };
    const live = begin(context.state.battle, start);
    return { live, values: { [inputKey(1)]: start }, report: { kind: "battle.started", at: start.at } };
  } catch (error) {
    const report = callFailed(context, error);
    return { live: null, values: context.notes.values(), report };
  }
}

interface Player {
  name: string;
  team: string | null;
}

/** The battle's first input, once both players are there; `null` before. */
function startOf(context: Context, seat: Seat, player: Player): StartInput | null {
  const other = opponentOf(context, seat, player);
  if (!other) return null;
  const { format, seed = `sodium,${context.random(16)}` } = context.state.battle;
  const [p1, p2] = seat === "p1" ? [player, other] : [other, player];
  const names = displayNames(p1.name, p2.name);
  const drawn = p1.team === null || p2.team === null ? drawTeams(format, seed) : { p1: p1.team, p2: p2.team };
  const players = { p1: { name: names.p1, team: drawn.p1 }, p2: { name: names.p2, team: drawn.p2 } };
  return { kind: "start", at: context.now(), sim: SIM_VERSION, seed, players };
}

/** Who plays against the seat: a user who came, or the bot, which brings the player's own team. */
function opponentOf({ state }: Context, seat: Seat, { team }: Player): Player | null {
  const { bot } = state.battle;
  if (bot === null) return state.seats.get(otherSeat(seat));
  return { name: state.seats.name(BOT_SEAT) ?? botName(bot), team };
}
