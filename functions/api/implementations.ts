import type * as z from "zod";
import type { Caller } from "../_edge/auth.ts";
import { type EnteringDeps, enterBattle } from "../_edge/entering.ts";
import type { Files } from "../_edge/files.ts";
import type { Pastes } from "../_edge/pastes.ts";
import { Refusal } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Act, Store, StoredBattle } from "../_edge/store.ts";
import type { OPERATIONS, OperationName } from "../_shared/api/operations.ts";
import { teamIn } from "../_shared/battle/input-log.ts";
import type { BattleId, UserId } from "../_shared/schema/ids.ts";
import type { OwnTeam, Paste, ValidateTeamRequest } from "../_shared/schema/teams.ts";

export interface ImplementationDeps extends EnteringDeps {
  store: EnteringDeps["store"] &
    Pick<
      Store,
      | "seasons"
      | "teams"
      | "standings"
      | "matches"
      | "match"
      | "createMatch"
      | "changeMatch"
      | "leaders"
      | "userBattles"
      | "shownBattle"
      | "user"
      | "teamTerms"
      | "startDiscordLink"
      | "ownInputLog"
      | "takeAllowance"
    >;
  files: Pick<Files, "inputLog">;
  pastes: Pastes;
  rooms: EnteringDeps["rooms"] & Pick<Rooms, "page" | "validate">;
  /** The public address of a replay's log in Storage. */
  logUrl: (path: string) => string;
}

type Operations = typeof OPERATIONS;
type Body<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

interface Asked<Name extends OperationName> {
  params: z.output<Operations[Name]["params"]>;
  query: z.output<Operations[Name]["query"]>;
  body: Body<Operations[Name]["body"]>;
  /** `null`: the service, or anybody where anybody may ask. */
  caller: Operations[Name]["asker"] extends "user" ? NonNullable<Caller> : Caller;
}

type Implementations = {
  [Name in OperationName]: (
    asked: Asked<Name>,
    deps: ImplementationDeps,
  ) => Promise<z.input<Operations[Name]["answer"]>>;
};

/** What each operation does. */
export const IMPLEMENTATIONS: Implementations = {
  listSeasons: ({ query }, { store }) => store.seasons(query),
  listTeams: ({ params }, { store }) => store.teams(params.season_id),
  async showStandings({ params }, { store }) {
    const standings = await store.standings(params.season_id);
    if (standings) return standings;
    throw new Refusal(404, "NOT_FOUND", `Cannot show standings: there is no season ${params.season_id}`);
  },
  listMatches: ({ query }, { store }) => store.matches(query),
  showMatch: ({ params }, { store }) => store.match(params.match_id),
  createMatch: ({ body, caller }, { store }) => store.createMatch(actOf(caller), body),
  changeMatch: ({ params, body, caller }, { store }) =>
    store.changeMatch(actOf(caller), params.match_id, body),
  async showLeaderboard({ params, query: { after = 0, limit } }, { store }) {
    const rows = await store.leaders(params.format, limit + 1, after);
    const next = rows.length > limit ? after + limit : null;
    return { format: params.format, rows: rows.slice(0, limit), next };
  },
  findUser: ({ query }, { store }) => store.user(query),
  listBattles: ({ params, query }, deps) => battles(params.user_id, query, false, deps),
  listReplays: ({ params, query }, deps) => battles(params.user_id, query, true, deps),
  showBattle: async ({ params }, deps) => shown(await deps.store.shownBattle(params.battle_id), deps),
  createRoom: ({ body, caller }, deps) => enterBattle(body, caller, deps),
  validateTeam: ({ body }, deps) => validate(body, deps),
  showOwnTeam: ({ params, caller }, deps) => ownTeam(params.battle_id, caller, deps),
  showPaste: ({ params, caller }, deps) => paste(params.paste_id, caller, deps),
  createDiscordCode: ({ caller }, { store }) => store.startDiscordLink(caller),
};

function actOf(caller: Caller): Act {
  return { actor: caller, requestId: crypto.randomUUID() };
}

async function battles(
  user: Parameters<Store["userBattles"]>[0],
  query: Parameters<Store["userBattles"]>[1],
  replays: boolean,
  deps: ImplementationDeps,
) {
  const { battles, next } = await deps.store.userBattles(user, query, replays);
  return { battles: battles.map((battle) => shown(battle, deps)), next };
}

/** A battle with its addresses. */
function shown<Told extends StoredBattle>(
  { replay_path, ...battle }: Told,
  { rooms, logUrl }: Pick<ImplementationDeps, "rooms" | "logUrl">,
) {
  return { ...battle, page: rooms.page(battle.battle_id), log: replay_path && logUrl(replay_path) };
}

async function validate(asked: ValidateTeamRequest, { store, rooms, log }: ImplementationDeps) {
  const terms =
    "team_id" in asked ? await store.teamTerms(asked.team_id) : { format: asked.format, roster: null };
  const answer = await rooms.validate({ type: "VALIDATE_TEAM", v: 1, team: asked.team, ...terms });
  if (answer.kind === "accepted") return answer.verdict;
  log.warn("Team not validated", { reason: answer.message });
  if (answer.kind === "refused") throw new Refusal(400, answer.code, answer.message);
  throw new Refusal(503, "ROOM_UNAVAILABLE", "Cannot reach the room server; ask again in a few seconds");
}

/** The seat's own part of the input log; whose seat it is, the database says. */
async function ownTeam(id: BattleId, user: UserId, { store, files }: ImplementationDeps): Promise<OwnTeam> {
  const { seat, path } = await store.ownInputLog(id, user);
  const log = await files.inputLog(path);
  const team = log === null ? null : teamIn(log, seat);
  if (team === null) {
    throw new Refusal(404, "NOT_FOUND", "Cannot show your team: the battle's record does not tell it");
  }
  return { battle_id: id, seat, team };
}

async function paste(id: string, user: UserId, { store, pastes, log }: ImplementationDeps): Promise<Paste> {
  await store.takeAllowance(user, "paste");
  const answer = await pastes.read(id);
  switch (answer.kind) {
    case "paste":
      return answer.paste;
    case "missing":
      throw new Refusal(404, "NOT_FOUND", `Cannot read the paste: Pokepaste has none at '${id}'`);
    case "unusable":
      throw new Refusal(413, "TOO_LARGE", `Cannot read the paste: ${answer.message}`);
    case "unreachable":
      log.warn("Paste not read", { reason: answer.message });
      throw new Refusal(503, "PASTES_UNAVAILABLE", "Cannot reach Pokepaste; paste the team's text instead");
  }
}
