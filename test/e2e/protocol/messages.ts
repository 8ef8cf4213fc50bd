import * as z from "zod";
import { Request } from "./request.ts";

/** "Battle: what the room sends" and "Lobby: what the lobby sends" of docs/protocol.md, as the page has them. */
export const Seat = z.enum(["p1", "p2"]);
export type Seat = z.infer<typeof Seat>;

const seats = <Value extends z.ZodType>(value: Value) => z.strictObject({ p1: value, p2: value });
const Lines = z.array(z.string());
const Clocks = seats(z.strictObject({ turn: z.int().nullable(), bank: z.int().nullable() })).nullable();
const Timer = z.strictObject({ on: z.boolean(), off: z.array(Seat) });

export const Ending = z.strictObject({
  winner: Seat.nullable(),
  reason: z.enum(["win", "tie", "forfeit", "timeout", "disconnect", "void"]),
});
export type Ending = z.infer<typeof Ending>;

const ClockSettings = z.strictObject({
  turn: z.int(),
  preview: z.int(),
  warning: z.int(),
  bank: z.int().nullable(),
  patience: z.int(),
});

const Series = z.strictObject({ bestOf: z.int(), game: z.int(), score: seats(z.int()) });

export const RoomMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("SEATED"), seat: Seat, session: z.string() }),
  z.strictObject({
    type: z.literal("BATTLE_START"),
    v: z.literal(1),
    battleId: z.string(),
    format: z.string(),
    players: seats(z.string().nullable()),
    started: z.boolean(),
    rated: z.boolean(),
    clock: ClockSettings.nullable(),
    casual: z.boolean(),
    bot: z.enum(["easy", "normal", "hard"]).nullable(),
    series: Series.nullable(),
    delay: z.number(),
  }),
  z.strictObject({
    type: z.literal("BATTLE_UPDATE"),
    seq: z.int(),
    log: Lines,
    request: Request.nullable(),
    clocks: Clocks,
    autoMove: z.array(Seat).optional(),
  }),
  z.strictObject({ type: z.literal("CHOICE"), rqid: z.int(), choice: z.string().nullable() }),
  z.strictObject({
    type: z.literal("BATTLE_RESTORED"),
    seq: z.int(),
    log: Lines,
    request: Request.nullable(),
    choice: z.string().nullable(),
    clocks: Clocks,
    timer: Timer,
    away: seats(z.int().nullable()),
    draw: Seat.nullable(),
    spectators: z.int(),
    end: Ending.nullable(),
  }),
  Ending.extend({ type: z.literal("BATTLE_END") }),
  z.strictObject({ type: z.literal("TURN_WARNING"), secondsRemaining: z.number() }),
  z.strictObject({ type: z.literal("OPPONENT_DISCONNECTED"), seat: Seat, timeout: z.number() }),
  z.strictObject({ type: z.literal("OPPONENT_RECONNECTED"), seat: Seat }),
  z.strictObject({ type: z.literal("DRAW_OFFERED"), seat: Seat }),
  Timer.extend({ type: z.literal("TIMER") }),
  z.strictObject({ type: z.literal("SPECTATORS"), count: z.int() }),
  z.strictObject({ type: z.literal("PONG") }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: z.string(),
    message: z.string(),
    recoverable: z.boolean(),
  }),
]);
export type RoomMessage = z.infer<typeof RoomMessage>;
export type Of<Type extends RoomMessage["type"]> = Extract<RoomMessage, { type: Type }>;

const Why = z.strictObject({ range: z.number(), waited: z.number() });

export const LobbyMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("AUTHENTICATED"), v: z.literal(1), userId: z.uuid() }),
  z.strictObject({
    type: z.literal("QUEUE_JOINED"),
    format: z.string(),
    position: z.int(),
    range: z.number(),
    waiting: z.int(),
    waited: z.number(),
  }),
  z.strictObject({ type: z.literal("QUEUE_LEFT"), format: z.string(), reason: z.enum(["left", "expired"]) }),
  z.strictObject({
    type: z.literal("MATCH_FOUND"),
    battleId: z.string(),
    seat: Seat,
    ticket: z.string(),
    confirm: z.number(),
    opponent: z.strictObject({ name: z.string(), rating: z.number() }),
    why: z.strictObject({ gap: z.number(), you: Why, opponent: Why }),
  }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: z.string(),
    message: z.string(),
    recoverable: z.boolean(),
    position: z.number().optional(),
    battleId: z.string().optional(),
  }),
  z.strictObject({ type: z.literal("PONG") }),
]);
export type LobbyMessage = z.infer<typeof LobbyMessage>;
