import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WatchedTerms } from "../../functions/_shared/schema/imports.ts";
import { acts } from "../harness/acts.ts";
import { claimOne, complete } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import { createUser, type Season } from "../harness/league.ts";
import {
  battleRow,
  endOutside,
  find,
  handReplayIn,
  hashOf,
  link,
  matchRow,
  outsideMatch,
  watches,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  ({ db, season, match } = await outsideMatch());
});
afterEach(() => db.drop());

const wrong = [
  { code: "NOT_IN_ROSTER", message: "Not on the home team's roster: Mew" },
  { code: "PLAYER_SUBSTITUTED", message: "In the away team's seat sat Eve: no linked name of its coach" },
];
const imports = () =>
  db.sql("select id, status, source, server_id, replay_id, match_id, battle_id, reasons from replay_imports");
const results = () => db.sql("select from pgmq.q_battle_results");

/** A battle that was watched to its end and does not fit. */
async function endedWrong(): Promise<{ battle: string; id: unknown }> {
  const battle = await find(db, match, { room: "battle-gen9ou-7" });
  expect(await endOutside(db, battle, { hash: hashOf("a"), reasons: wrong })).toBe("new");
  return { battle, id: (await imports())[0]?.id };
}
const decide = (name: "accept_import" | "refuse_import", id: unknown) =>
  db.rpc(name, { p_import_id: id, p_reason: "seen it", p_actor: null });

describe("a battle that was watched and does not fit its match", () => {
  it("disputes it with all its reasons, counts for nobody, and waits with the imports", async () => {
    const { battle } = await endedWrong();
    const reason = wrong.map(({ message }) => message).join("; ");
    expect(await matchRow(db, match)).toMatchObject({
      status: "disputed",
      dispute_reason: reason,
      room_id: battle,
    });
    expect(await battleRow(db, battle)).toMatchObject({ status: "disputed", winner_seat: "p1" });
    expect(await results()).toEqual([]);
    expect(await imports()).toMatchObject([
      {
        ...{ status: "disputed", source: "watcher", server_id: "main", replay_id: "gen9ou-7" },
        ...{ match_id: match, battle_id: battle, reasons: wrong },
      },
    ]);
    const [list] = await db.rpc("disputed_imports", { p_actor: null });
    expect(list?.disputed_imports).toMatchObject([{ battle_id: battle, home: "p1", source: "watcher" }]);
  });

  it("changes nothing when it is told again", async () => {
    const { battle } = await endedWrong();
    expect(await endOutside(db, battle, { hash: hashOf("a"), reasons: wrong })).toBe("seen");
    expect(await imports()).toHaveLength(1);
  });

  it("counts once an admin accepts it", async () => {
    const { battle, id } = await endedWrong();
    await decide("accept_import", id);
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await matchRow(db, match)).toMatchObject({
      ...{ status: "completed", winner_team_id: season.teams[0], dispute_reason: null, room_id: battle },
    });
  });

  it("stays disputed when an admin refuses it, until they settle it or have it played again", async () => {
    const { id } = await endedWrong();
    await decide("refuse_import", id);
    expect(await matchRow(db, match)).toMatchObject({ status: "disputed" });
    await acts(db).reopen(match, false);
    expect(await matchRow(db, match)).toMatchObject({ status: "in_progress" });
    await expect(decide("accept_import", id)).rejects.toThrow("taken back");
    const again = await find(db, match, { room: "battle-gen9ou-8" });
    await endOutside(db, again, { reasons: [] });
    expect(await results()).toHaveLength(1);
  });

  it("cannot be accepted any more when its match was decided without it", async () => {
    const { id } = await endedWrong();
    await acts(db).correct(match, { winner: "away", end_type: "win", home_score: 0, away_score: 1 });
    await expect(decide("accept_import", id)).rejects.toThrow("decided without it");
    expect(await results()).toEqual([]);
  });

  it("is judged anew when its replay is handed in: it counts where it fits by then", async () => {
    const { battle } = await endedWrong();
    const handed = { replay: "gen9ou-7", text: "a" };
    expect((await handReplayIn(db, match, { ...handed, reasons: wrong })).answer).toMatchObject({
      ...{ status: "disputed", battle_id: battle },
    });
    expect((await handReplayIn(db, match, handed)).answer).toMatchObject({
      status: "accepted",
      battle_id: battle,
    });
    await complete(db, await claimOne(db));
    expect(await matchRow(db, match)).toMatchObject({ status: "completed" });
  });

  it("whose replay was handed in before is the same that waits", async () => {
    await handReplayIn(db, match, { replay: "gen9ou-7", text: "a", reasons: wrong.slice(0, 1) });
    const { battle } = await endedWrong();
    expect(await imports()).toMatchObject([{ source: "url", battle_id: battle, reasons: wrong }]);
  });

  it("is left as it is when its match was decided while it was played", async () => {
    const battle = await find(db, match, { room: "battle-gen9ou-7" });
    await acts(db).correct(match, { winner: "away", end_type: "win", home_score: 0, away_score: 1 });
    await endOutside(db, battle, { reasons: wrong }).catch(() => undefined);
    expect(await imports()).toEqual([]);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed", winner_team_id: season.teams[1] });
  });
});

describe("what a watched battle is held against", () => {
  const terms = async (battle: string, names: string[] = []) => {
    const [row] = await db.rpc("watched_terms", { p_battle_id: battle, p_names: names });
    return WatchedTerms.nullable().parse(row?.watched_terms);
  };

  it("is its match: names, rosters, and who of the names is somebody else", async () => {
    await db.sql("insert into rosters (team_id, species) values ($1, 'Mew')", [season.teams[0]]);
    const eve = await createUser(db);
    await db.rpc("link_showdown_name", { p_user: eve, p_server_id: "main", p_name: "Eve" });
    const battle = await find(db, match, { p1: "garyoak", p2: "ashketchum" });
    expect(await terms(battle, ["Gary Oak", "Ash Ketchum", "Nobody", "EVE"])).toMatchObject({
      ...{ matchId: match, seatsSwapped: true, strangers: ["eve"], game: 1 },
      home: { names: ["ashketchum"], roster: ["Mew"] },
      away: { names: ["garyoak"], roster: [] },
    });
  });

  it("leaves the clocks of both some room, and later games of a series all they want", async () => {
    await db.sql("update seasons set best_of = 3");
    await db.sql("update matches set scheduled_at = date_trunc('hour', now())");
    const first = await find(db, match);
    const given = await terms(first);
    const minutes = (from: string | null | undefined, to: string | null | undefined) =>
      (Date.parse(to ?? "") - Date.parse(from ?? "")) / 60_000;
    expect(minutes(given?.opens, given?.scheduledAt)).toBe(120 + 15);
    expect(minutes(given?.scheduledAt, given?.closes)).toBe(1440 + 60);
    const second = await find(db, match, { game: 2 });
    expect(await terms(second)).toMatchObject({ game: 2, closes: null });
  });

  it("is nothing for a room of ours, and for who is no service", async () => {
    const { battleId } = await link(db, match, "battle-gen9ou-9");
    expect(await terms(battleId)).toMatchObject({ seatsSwapped: null, room: "battle-gen9ou-9" });
    expect(await terms("nothing")).toBeNull();
    expect(await terms(await season.openBattle(await season.match()))).toBeNull();
    await expect(db.as("authenticated", "select watched_terms('x', '{}')")).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe("a watcher that has not asked for a while", () => {
  const woken = async () => {
    await db.sql("delete from pgmq.q_stats_refresh");
    await db.sql("delete from jobs");
    await db.sql("select private.wake_watchers()");
    const jobs = await db.sql(
      "select message ->> 'server' as server from pgmq.q_stats_refresh where message ->> 'kind' = 'showdown.reconcile'",
    );
    return jobs.map(({ server }) => server);
  };
  const later = () => db.sql("update showdown_watchers set asked_at = asked_at - interval '1 minute'");

  it("is woken where a match may begin, and left alone when it looks by itself", async () => {
    expect(await woken()).toEqual(["main"]);
    await watches(db);
    expect(await woken()).toEqual([]);
    await later();
    expect(await woken()).toEqual(["main"]);
  });

  it("is woken while a battle is watched, whatever its season says by then", async () => {
    await find(db, match);
    await db.sql("update seasons set showdown_server = null");
    expect(await woken()).toEqual(["main"]);
    await db.sql("update showdown_servers set active = false");
    expect(await woken()).toEqual([]);
  });

  it("is woken while somebody has a code to say to its account, and not where there is nothing", async () => {
    await db.sql("delete from matches");
    expect(await woken()).toEqual([]);
    await db.sql("update showdown_servers set account = 'Watcher' where id = 'main'");
    await db.rpc("request_link_code", { p_server_id: "main", p_user: season.coaches[0] });
    expect(await woken()).toEqual(["main"]);
    await db.sql("update showdown_codes set expires_at = now()");
    expect(await woken()).toEqual([]);
  });
});
