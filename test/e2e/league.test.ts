import { beforeAll, describe, expect, it } from "vitest";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";
import { type PlayedSeason, playSeason } from "../harness/season.ts";
import { eventually } from "../harness/stack.ts";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

/** Names that strangers choose. */
const NAMES = {
  league: "<script>alert(1)</script> League",
  markup: '<img src=x onerror=alert(1)> & "Reds"',
  rightToLeft: "שלום Pallet مرحبا",
  long: "Supercalifragilisticexpialidocious United",
};

const ids = { season: "", empty: "", played: "", coming: "", team: "", player: "", slug: "" };

async function value(text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await playground.database.query(text, values);
  return String(Object.values(rows[0] ?? {})[0]);
}

let played: PlayedSeason;
beforeAll(async () => {
  const { database, stack } = playground;
  played = await playSeason(stack, { battles: 6, seed: "league pages" });
  ids.season = played.season.id;
  const league = await value("select league_id from seasons where id = $1", [ids.season]);
  ids.slug = await value("update leagues set name = $2 where id = $1 returning slug", [league, NAMES.league]);
  const teams = [...played.season.teams.keys()];
  for (const [index, name] of [NAMES.markup, NAMES.rightToLeft, NAMES.long].entries())
    await database.query("update teams set name = $2 where id = $1", [teams[index], name]);
  ids.team = teams[0] ?? "";
  ids.player = await value("select coach_id from teams where id = $1", [ids.team]);
  ids.played = played.season.matches[0]?.id ?? "";
  ids.coming = await value(
    `insert into matches (season_id, round, home_team_id, away_team_id, scheduled_at)
     values ($1, 9, $2, $3, '2027-01-02T18:00:00Z') returning id`,
    [ids.season, teams[0], teams[1]],
  );
  await database.query(
    `insert into matches (season_id, round, home_team_id, away_team_id, status) values ($1, 9, $2, $3, 'cancelled')`,
    [ids.season, teams[2], teams[3]],
  );
  ids.empty = await value(
    "insert into seasons (league_id, name, format) values ($1, 'Empty season', 'gen9ou') returning id",
    [league],
  );
  await rate(ids.player);
  // The ten statistics follow behind.
  await eventually(async () => {
    const rows = await value("select count(*) from player_power_rating where season_id = $1", [ids.season]);
    expect(Number(rows)).toBe(4);
  }, 60_000);
}, 240_000);

/** Gives a player a past on the ladder, with a badge, as rated battles would. */
async function rate(user: string): Promise<void> {
  const { database } = playground;
  await database.query(
    `insert into ratings (user_id, format, elo, glicko, deviation, wins, losses, rated_at)
     select $1, f, 1234, 1600, d, 12, 8, now() from (values ('gen9ou', 60), ('gen9randombattle', 120)) v (f, d)`,
    [user],
  );
  await database.query(
    `insert into rating_changes (battle_id, user_id, format, outcome, elo_before, elo_after, glicko_before, glicko_after,
       deviation_before, deviation_after, volatility_before, volatility_after, rated_at)
     select b.id, $1, 'gen9ou', 'win', 1000, 1100 + 25 * (row_number() over ()) * (-1) ^ (row_number() over ()), 1500, 1500, 100, 90, 0.01, 0.01, now()
     from battles b limit 6`,
    [user],
  );
  await database.query(
    `with season as (
       insert into ladder_seasons (format, name, starts_at, ends_at, closed_at)
       values ('gen9ou', 'Autumn', now() - interval '60 days', now() - interval '30 days', now()) returning id
     ), next as (
       insert into ladder_seasons (format, name, starts_at, ends_at)
       values ('gen9ou', 'Winter', now() - interval '30 days', now() + interval '30 days')
     )
     insert into ladder_badges (season_id, user_id, badge, rank, elo, games) select id, $1, 'gold', 2, 1210, 20 from season`,
    [user],
  );
}

const SECTIONS = [
  "",
  "/schedule",
  "/teams",
  "/players",
  "/head-to-head",
  "/stats",
  "/pokemon",
  "/race",
  "/records",
  "/all-time",
];

describe("a page of the league looks right in both sizes and colours, and axe finds nothing wrong with it", () => {
  it.each([
    ...SECTIONS.map((section) => [
      `season${section.replace("/", "-")}`,
      () => `/season/${ids.season}${section}`,
    ]),
    ["leagues", () => "/leagues"],
    ["league", () => `/league/${ids.slug}`],
    ["team", () => `/team/${ids.team}`],
    ["match", () => `/match/${ids.played}`],
    ["match-coming", () => `/match/${ids.coming}`],
    ["player", () => `/player/${ids.player}`],
    ["ladder-seasons", () => "/ladder/gen9ou"],
    ["home-season", () => "/"],
  ] as [string, () => string][])("%s", async (name, path) => {
    const page = await playground.visitor();
    await page.goto(address(path()));
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => page.locator(".skeleton").count()).toBe(0);
    if (name === "season-race" || name === "season-pokemon") await page.locator("canvas").first().waitFor();
    expect(await lookAt(page, name)).toEqual([]);
    expect(await page.locator("main script, main img[src=x]").count()).toBe(0);
  });
});
