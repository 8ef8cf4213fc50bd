import * as z from "zod";
import { BattleId, CorrelationId, FormatId, MatchId, Timestamp } from "./ids.ts";
import { Series } from "./rules.ts";

/** What is said between `party/showdown`, which watches an outside Showdown server, and the functions: signed, both ways. */

/** The id that Plateau gives a Showdown server; the id of its room in `party/showdown` too. */
export const ShowdownServerId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
  .max(40)
  .brand<"ShowdownServerId">();
export type ShowdownServerId = z.infer<typeof ShowdownServerId>;

/** A room of a Showdown server: `battle-gen9ou-12345`, with the password of a hidden one behind it, or `game-bestof3-…`. */
export const ShowdownRoomId = z
  .string()
  .regex(
    /^(battle|game)-[a-z0-9]+-\d{1,18}(-[a-z0-9]{1,40})?$|^game-bestof\d-[a-z0-9-]{1,60}$/,
    "must be the id of a battle's room",
  )
  .max(100)
  .brand<"ShowdownRoomId">();
export type ShowdownRoomId = z.infer<typeof ShowdownRoomId>;

/** A Showdown user id: the name in lower case, letters and digits only, at most 18. */
export const ShowdownUserId = z
  .string()
  .regex(/^[a-z0-9]{1,18}$/, "must be a Showdown name in lower-case letters and digits")
  .brand<"ShowdownUserId">();
export type ShowdownUserId = z.infer<typeof ShowdownUserId>;

/** Where a Showdown server is, and as whom to log in; the password is a secret of the room server. */
export const ShowdownServer = z.object({
  id: ShowdownServerId,
  /** `wss://sim3.psim.us/showdown/websocket` */
  socketUrl: z.url({ protocol: /^wss?$/ }),
  /** Its login server, `https://play.pokemonshowdown.com/api/login`; `null`: names are taken without a password. */
  loginUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Where it publishes replays: `<replayUrl>/<room without battle->.json`. */
  replayUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Its own id, where replays of several servers are kept together: `<replayUrl>/<replayPrefix>-<room without battle->.json`. */
  replayPrefix: z
    .string()
    .regex(/^[a-z0-9]{1,40}$/)
    .nullable()
    .default(null),
  /** `null`: as a guest. */
  account: z.string().min(1).max(18).nullable(),
});
export type ShowdownServer = z.infer<typeof ShowdownServer>;

/** A battle, or the parent room of a series, that is to be watched to its end. */
export const Watch = z.object({
  battleId: BattleId,
  room: ShowdownRoomId,
  matchId: MatchId.nullable(),
  format: FormatId,
  correlationId: CorrelationId,
  series: Series.nullable(),
});
export type Watch = z.infer<typeof Watch>;

/** A match that may begin: a battle of these two, in this format, in this time, is its next game. */
export const Expected = z.object({
  matchId: MatchId,
  format: FormatId,
  bestOf: z.union([z.literal(1), z.literal(3), z.literal(5)]),
  /** The linked names of either coach on this server. */
  home: z.array(ShowdownUserId).max(20),
  away: z.array(ShowdownUserId).max(20),
  from: Timestamp,
  until: Timestamp,
});
export type Expected = z.infer<typeof Expected>;

const said = { v: z.literal(1), server: ShowdownServerId };

/** What the watcher says to `showdown-watch`. Everything may be said twice. */
export const WatcherMessage = z.discriminatedUnion("type", [
  /** Asks what is to be watched; answered with {@link Watches}. */
  z.strictObject({ type: z.literal("WATCHES"), ...said }),
  /** A battle that fits an expected match has begun; answered with {@link Adoption}. */
  z.strictObject({
    type: z.literal("BATTLE_FOUND"),
    ...said,
    room: ShowdownRoomId,
    matchId: MatchId,
    format: FormatId,
    p1: ShowdownUserId,
    p2: ShowdownUserId,
    /** The number of the game in a series, from 1. */
    game: z.int().min(1).max(10).default(1),
    /** The room of the series that it is a game of, `game-bestof3-…`, as the battle's log tells it. */
    series: ShowdownRoomId.nullable().default(null),
  }),
  /** Somebody said a code in a private message; answered with {@link LinkAnswer}. */
  z.strictObject({
    type: z.literal("LINK_CODE"),
    ...said,
    name: ShowdownUserId,
    code: z.string().regex(/^[A-Z0-9]{8}$/, "must be a code of eight letters and digits"),
  }),
]);
export type WatcherMessage = z.infer<typeof WatcherMessage>;

export const Watches = z.object({
  /** `null`: there is no such server, or it is switched off. */
  server: ShowdownServer.nullable(),
  watches: z.array(Watch).max(1_000),
  expected: z.array(Expected).max(1_000),
});
export type Watches = z.infer<typeof Watches>;

/** The battle that the room is watched as; said again, the same. */
export const Adoption = z.object({ watch: Watch });
export type Adoption = z.infer<typeof Adoption>;

export const LinkAnswer = z.object({
  linked: z.boolean(),
  /** What to answer the person who sent the code. */
  text: z.string().min(1).max(300),
});
export type LinkAnswer = z.infer<typeof LinkAnswer>;

/** What functions say to `/parties/showdown/<server>`: look again at what is to be watched. Answered 202. */
export const Reconcile = z.strictObject({
  type: z.literal("RECONCILE"),
  v: z.literal(1),
  server: ShowdownServerId,
});
export type Reconcile = z.infer<typeof Reconcile>;

/** What `GET /parties/showdown/<server>` answers. */
export const WatcherStatus = z.object({
  server: ShowdownServerId,
  /** `idle`: nothing is to be watched, and there is no connection. */
  connection: z.enum(["idle", "connecting", "open", "waiting"]),
  /** Rooms that are watched. */
  rooms: z.int().min(0),
  /** Ends that have not reached Supabase. */
  undelivered: z.int().min(0),
  /** When anything was last heard of the server. */
  heardAt: Timestamp.nullable(),
});
export type WatcherStatus = z.infer<typeof WatcherStatus>;
