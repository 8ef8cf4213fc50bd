import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import type { ShowdownServer } from "../harness/showdown.ts";
import { restart, startSavingShowdown } from "../harness/showdown-restart.ts";
import { ShowdownUser } from "../harness/showdown-user.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

const RANDOM = "gen9randombattle";
/** The shortest clock that Showdown takes: ten seconds for the whole battle. */
const HASTY = `${RANDOM}@@@Timer Starting = 10,Timer Grace = 1,Timer Add Per Turn = 0`;
/** A watcher looks after names every ten seconds, a replay is read in one, and the machine may be busy. */
const PATIENCE = 60_000;

let stack: TestStack;
let showdown: ShowdownServer;
let database: pg.Client;
let league: string;
const coaches: string[] = [];
/** By format, with its two teams: Ann's and Ben's. */
const seasons = new Map<string, { id: string; teams: string[] }>();
/** What each team of Ann's has won, tied and lost, by what its players were told. */
const told = new Map<string, { wins: number; ties: number; losses: number }>();
let pairs = 0;

beforeAll(async () => {
  [stack, showdown] = await Promise.all([startTestStack(), startSavingShowdown()]);
  database = new pg.Client(stack.urls.database);
  await database.connect();
  await sql("insert into showdown_servers (id, socket_url, account) values ('local', $1, 'Watcher')", [
    showdown.socket,
  ]);
  league = await idOf("insert into leagues (slug, name) values ('kanto', 'Kanto')");
  for (const name of ["Ann", "Ben"]) coaches.push(await signUp(name));
}, 120_000);

afterAll(async () => {
  await database?.end();
  await showdown?.stop();
  await stack?.end();
});

async function sql(query: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await database.query(query, values)).rows;
}

async function idOf(query: string, values: unknown[] = []): Promise<string> {
  return String((await sql(`${query} returning id`, values))[0]?.id);
}

async function signUp(name: string): Promise<string> {
  const client = createClient(stack.urls.api, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });
  const { data } = await client.auth.signInAnonymously({ options: { data: { display_name: name } } });
  return data.user?.id ?? "";
}

async function seasonOf(format: string, bestOf = 1): Promise<{ id: string; teams: string[] }> {
  const name = `${format} of ${bestOf}`;
  const known = seasons.get(name);
  if (known) return known;
  const id = await idOf(
    "insert into seasons (league_id, name, format, best_of, showdown_server) values ($1, $2, $3, $4, 'local')",
    [league, name, format, bestOf],
  );
  const teams: string[] = [];
  for (const [place, coach] of coaches.entries()) {
    teams.push(
      await idOf("insert into teams (season_id, coach_id, name) values ($1, $2, $3)", [
        id,
        coach,
        `T${place}`,
      ]),
    );
  }
  seasons.set(name, { id, teams });
  told.set(id, { wins: 0, ties: 0, losses: 0 });
  return { id, teams };
}

interface Meeting {
  match: string;
  season: string;
  ann: ShowdownUser;
  ben: ShowdownUser;
}

/** Schedules a match for now, and has both coaches come to Showdown under new names of theirs. */
async function meet(format: string, bestOf = 1): Promise<Meeting> {
  const { id, teams } = await seasonOf(format, bestOf);
  pairs += 1;
  const [ann, ben] = [
    await ShowdownUser.connect(showdown, `Ann${pairs}`),
    await ShowdownUser.connect(showdown, `Ben${pairs}`),
  ];
  for (const [place, { name }] of [ann, ben].entries()) {
    await sql("select link_showdown_name($1, 'local', $2)", [coaches[place], name]);
  }
  // Home and away by turns: on Showdown who challenges sits in p1.
  const [home, away] = pairs % 2 ? teams : teams.toReversed();
  const match = await idOf(
    "insert into matches (season_id, round, home_team_id, away_team_id, scheduled_at) values ($1, $2, $3, $4, now())",
    [id, pairs, home, away],
  );
  return { match, season: id, ann, ben };
}

/** Waits until the match is counted, and notes what its players were told of it. */
async function counted({ match, season, ann }: Meeting, rooms: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await sql("select status, dispute_reason from matches where id = $1", [match]))[0], {
      timeout: PATIENCE,
    })
    .toMatchObject({ status: "completed" });
  const score = rooms
    .map((room) => ann.battle(room).log)
    .map((log) => log.find((line) => /^\|(win|tie)\b/.test(line)) ?? "")
    .map((end): number => (end.startsWith("|tie") ? 0 : /\|Ann/.test(end) ? 1 : -1))
    .reduce((sum, one) => sum + one, 0);
  const sums = told.get(season);
  if (!sums) throw new Error(`Cannot find season ${season}`);
  sums[score > 0 ? "wins" : score < 0 ? "losses" : "ties"] += 1;
}

/** Waits until the match's battle is watched: what ends before is not seen by anybody. */
const watched = ({ match }: Meeting) =>
  expect
    .poll(
      async () =>
        (
          await sql("select b.status from matches m join battles b on b.id = m.room_id where m.id = $1", [
            match,
          ])
        )[0],
      { timeout: PATIENCE },
    )
    .toMatchObject({ status: "live" });

const endType = async ({ match }: Meeting) =>
  (await sql("select end_type from matches where id = $1", [match]))[0]?.end_type;

test.each([RANDOM, "gen1randombattle", "gen9randomdoublesbattle"])(
  "a %s battle that two coaches begin by themselves is their match",
  async (format) => {
    const meeting = await meet(format);
    const room = await meeting.ann.challenge(meeting.ben, format);
    await watched(meeting);
    await meeting.ann.playOut(meeting.ben, room);
    await counted(meeting, [room]);
    expect(await endType(meeting)).toBe("win");
  },
);

test("so is one that is given up, in which home sits in the other seat", async () => {
  const meeting = await meet(RANDOM);
  const room = await meeting.ben.challenge(meeting.ann, RANDOM);
  await watched(meeting);
  meeting.ben.say("/forfeit", room);
  await counted(meeting, [room]);
  expect(await endType(meeting)).toBe("forfeit");
});

test("one that nobody wins", async () => {
  const meeting = await meet("gen4customgame");
  meeting.ann.say("/utm Snorlax|||thickfat|explosion|||||||");
  meeting.ben.say("/utm Snorlax|||thickfat|splash|||||||");
  const room = await meeting.ann.challenge(meeting.ben, "gen4customgame");
  await watched(meeting);
  await meeting.ann.playOut(meeting.ben, room);
  await counted(meeting, [room]);
  expect(await endType(meeting)).toBe("tie");
});

test("one that is lost on time", async () => {
  const meeting = await meet(RANDOM);
  const room = await meeting.ann.challenge(meeting.ben, HASTY);
  meeting.ann.say("/timer on", room);
  meeting.ann.choose(room, "default");
  await counted(meeting, [room]);
  expect(await endType(meeting)).toBe("timeout");
});

test("one in which a player takes another name", async () => {
  const meeting = await meet(RANDOM);
  const { ann, ben } = meeting;
  const room = await ann.challenge(ben, RANDOM);
  await watched(meeting);
  ann.say(`/trn ${ann.name}x,0,`);
  await ben.until(
    () => ben.battle(room).log.some((line) => line.startsWith(`|player|p1|${ann.name}x|`)),
    "the new name",
  );
  ben.say("/forfeit", room);
  await counted(meeting, [room]);
});

test("one in which somebody else takes a player's seat waits for an admin, whoever wins it", async () => {
  const meeting = await meet(RANDOM);
  const { ann, ben, match } = meeting;
  const eve = await ShowdownUser.connect(showdown, `Eve${pairs}`);
  const room = await ann.challenge(ben, RANDOM);
  await watched(meeting);
  ann.say("/leavebattle", room);
  ben.say(`/addplayer ${eve.name}, p1`, room);
  eve.say(`/join ${room}`);
  eve.say("/joinbattle p1", room);
  await ben.until(
    () => ben.battle(room).log.some((line) => line.startsWith(`|player|p1|${eve.name}|`)),
    "somebody else in the seat",
  );
  ben.say("/forfeit", room);
  await expect
    .poll(async () => (await sql("select status, dispute_reason from matches where id = $1", [match]))[0], {
      timeout: PATIENCE,
    })
    .toMatchObject({ status: "disputed", dispute_reason: expect.stringContaining(`seat sat ${eve.name}`) });
  const [waiting] = await sql("select source, reasons from replay_imports where match_id = $1", [match]);
  expect(waiting).toMatchObject({ source: "watcher", reasons: [{ code: "PLAYER_SUBSTITUTED" }] });
});

test("one that is hidden while it is played", async () => {
  const meeting = await meet(RANDOM);
  const { ann, ben } = meeting;
  const room = await ann.challenge(ben, RANDOM);
  await watched(meeting);
  ann.say("/hiddenroom", room);
  const hidden = () => [...ann.battles.keys()].find((id) => id.startsWith(`${room}-`)) ?? "";
  await ann.until(() => hidden() !== "", "the room's new id");
  await ben.until(() => ben.battles.has(hidden()), "the room's new id");
  await ann.playOut(ben, hidden());
  await counted(meeting, [hidden()]);
  // Its password is nobody's business.
  const [battle] = await sql("select showdown_room from battles where match_id = $1", [meeting.match]);
  expect(battle).toEqual({ showdown_room: room });
});

test("one during which the server restarts", async () => {
  const meeting = await meet(RANDOM);
  const room = await meeting.ann.challenge(meeting.ben, RANDOM);
  await watched(meeting);
  const [ann, ben] = await restart(showdown, room, [meeting.ann.name, meeting.ben.name]);
  await ann.playOut(ben, room);
  await counted({ ...meeting, ann }, [room]);
});

test("a best of three is one match, of the games in its room", async () => {
  const meeting = await meet(RANDOM, 3);
  const { ann, ben } = meeting;
  const first = await ann.challenge(ben, `${RANDOM}@@@Best of = 3`);
  await watched(meeting);
  const [battle] = await sql("select showdown_series from battles where match_id = $1", [meeting.match]);
  ben.say("/forfeit", first);
  await ann.until(() => ann.battle(first).ended, "the end of the first game");
  for (const user of [ann, ben]) user.say("/confirmready", String(battle?.showdown_series));
  const next = () => [...ann.battles.keys()].find((room) => room !== first) ?? "";
  await ann.until(() => next() !== "" && ann.battle(next()).request !== null, "the second game");
  await expect
    .poll(
      () =>
        sql("select game, showdown_room as room from battles where match_id = $1 order by game", [
          meeting.match,
        ]),
      {
        timeout: PATIENCE,
      },
    )
    .toEqual([
      { game: 1, room: first },
      { game: 2, room: next() },
    ]);
  ben.say("/forfeit", next());
  await counted(meeting, [first, next()]);
  const [match] = await sql("select home_games + away_games as games from matches where id = $1", [
    meeting.match,
  ]);
  expect(match).toEqual({ games: 2 });
});

test("the standings say what the players were told, and so does a recount", async () => {
  for (const [name, { id, teams }] of seasons) {
    const of = async () =>
      (await sql("select wins, ties, losses from standings where team_id = $1", [teams[0]]))[0];
    expect([name, await of()]).toEqual([name, told.get(id)]);
    await sql("select recalculate_standings($1)", [id]);
    expect([name, await of()]).toEqual([name, told.get(id)]);
  }
  const [jobs] = await sql("select count(*)::int as dead from jobs where state = 'dead_letter'");
  expect(jobs).toEqual({ dead: 0 });
});
