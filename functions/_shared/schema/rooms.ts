import * as z from "zod";
import { BattleId, BattleSeed, CorrelationId, FormatId, MatchId, Seat, UserId } from "./ids.ts";
import { BattleInput } from "./inputs.ts";
import { BattleRules, BotStrength, FRIENDLY_RULES, Series } from "./rules.ts";

/** What a function tells a room, signed. */

export const SeatAssignment = z.strictObject({
  userId: UserId,
  name: z.string().min(1).max(40),
  /** Packed and validated by the lobby: the player needs to bring none. */
  team: z.string().min(1).max(30_000).optional(),
});

/**
 * Opens a battle in the room that bears its id. Said twice, it changes nothing; of a battle that has ended it lets the
 * room report the end again.
 */
export const CreateBattle = z.strictObject({
  type: z.literal("CREATE_BATTLE"),
  v: z.literal(1),
  battleId: BattleId,
  matchId: MatchId.nullable(),
  format: FormatId,
  /** A seat that is `null` is open: the first user with a ticket for it takes it. */
  seats: z.strictObject({ p1: SeatAssignment.nullable(), p2: SeatAssignment.nullable() }),
  correlationId: CorrelationId,
  /** Fixes the battle's chance; drawn by the room when absent. */
  seed: BattleSeed.optional(),
  rated: z.boolean().default(false),
  rules: BattleRules.default(FRIENDLY_RULES),
  /** Seat p2 is played by the room. */
  bot: BotStrength.nullable().default(null),
  series: Series.nullable().default(null),
  /**
   * The battle has begun, as far as the database knows. A room that has lost it goes on from `inputs`, and without them
   * answers 409 INPUTS_WANTED. A room that has it ignores them.
   */
  resume: z.strictObject({ inputs: z.array(BattleInput).max(100_000).optional() }).optional(),
});
export type CreateBattle = z.infer<typeof CreateBattle>;

export const RoomState = z.enum(["waiting", "live", "ended", "foreign", "broken"]);
export type RoomState = z.infer<typeof RoomState>;

/** What a room answers to CREATE_BATTLE (201 opened, 200 known before) and to `GET`. */
export const RoomStatus = z.object({
  battleId: BattleId,
  format: FormatId,
  /** `foreign`: another release of the simulator played it. `broken`: it cannot be rebuilt. Neither goes on. */
  status: RoomState,
  turn: z.int().min(0),
});
export type RoomStatus = z.infer<typeof RoomStatus>;

/** As many tags as one INVALIDATE holds. */
export const MAX_TAGS = 50;

/** Names the views that changed: their bodies are forgotten, and open pages are sent new ones. */
export const Invalidate = z.strictObject({
  type: z.literal("INVALIDATE"),
  v: z.literal(1),
  /** `battles`, `standings:<season id>`, … */
  tags: z.array(z.string().min(1).max(80)).min(1).max(MAX_TAGS),
});
export type Invalidate = z.infer<typeof Invalidate>;

const count = z.int().min(0);

/** What `party/league` tells of its cache. Counters begin anew whenever the room does. */
export const LeagueStatus = z.object({
  /** Views that are held, and the bytes they take. */
  tags: count,
  bytes: count,
  /** Readings that were given from memory, and those that asked the database. */
  hits: count,
  misses: count,
  /** Bodies that were sent to open pages. */
  pushes: count,
  /** Open pages. */
  connections: count,
});
export type LeagueStatus = z.infer<typeof LeagueStatus>;

/** The claims of a ticket: who may take which seat of which battle. Single use, by `jti`; a minute to live. */
export const TicketClaims = z.object({
  sub: UserId,
  battle: BattleId,
  seat: Seat,
  name: z.string().min(1).max(40),
  jti: z.string().min(8).max(64),
});
export type TicketClaims = z.infer<typeof TicketClaims>;
