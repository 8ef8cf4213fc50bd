import type { KeepAlive } from "../_edge/background.ts";
import type { ImportingDeps } from "../_edge/importing.ts";
import type { Log } from "../_edge/log.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Store } from "../_edge/store.ts";
import type { Interaction } from "../_shared/schema/discord.ts";

export type Asked<Type extends Interaction["type"]> = Extract<Interaction, { type: Type }>;

export interface CommandDeps {
  store: Pick<
    Store,
    | "decideReport"
    | "discordUser"
    | "finishDiscordLink"
    | "guildChoices"
    | "guildMatch"
    | "guildProfile"
    | "guildSchedule"
    | "guildSeason"
    | "leaders"
    | "linkShowdownRoom"
    | "removeDiscordLink"
    | "reportResult"
    | "requestLinkCode"
    | "seasonLeaders"
    | "setDiscordPings"
    | "standings"
  >;
  rooms: Pick<Rooms, "reconcile">;
  /** Takes in replays. */
  importing: ImportingDeps;
  keepAlive: KeepAlive;
  log: Log;
}

/** A command as somebody typed it. */
export interface Call {
  /** Its name, with a subcommand behind it: `standings`, `link account`. */
  name: string;
  guild: string;
  /** The Discord account that asks. */
  account: string;
  /** What it was given, by option. */
  options: ReadonlyMap<string, string | number | boolean>;
  /** The option that is being typed. */
  focused: string | null;
}

/** Reads who asks for what; `null` outside of a guild, where there is no league. */
export function readCall({ data, guild_id, member, user }: Asked<2> | Asked<4>): Call | null {
  const account = member?.user.id ?? user?.id;
  if (guild_id === undefined || account === undefined) return null;
  const [first] = data.options;
  const isNested = first !== undefined && first.value === undefined;
  const given = isNested ? (first.options ?? []) : data.options;
  return {
    name: isNested ? `${data.name} ${first.name}` : data.name,
    guild: guild_id,
    account,
    options: new Map(
      given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
    ),
    focused: given.find(({ focused }) => focused)?.name ?? null,
  };
}

/** What an option was given as text; `null` where it was not. */
export function textOf({ options }: Call, name: string): string | null {
  const value = options.get(name);
  if (typeof value !== "string") return null;
  // A database takes no NUL and no half of a letter.
  const text = value.replace(/[\p{Cc}\p{Cs}]/gu, " ").trim();
  return text === "" ? null : text;
}
