import { readFile } from "node:fs/promises";
import ICAL from "ical.js";
import papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { findingsOf, lookAt } from "../harness/look.ts";
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

const ids = { season: "", empty: "", played: "", coming: "", team: "", player: "", slug: "", newcomer: "" };

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
    `with league as (insert into leagues (slug, name) values ('empty', 'Empty league') returning id)
     insert into seasons (league_id, name, format) select id, 'Empty season', 'gen9ou' from league returning id`,
  );
  await rate(ids.player);
  ids.newcomer = (await played.api.signUp(`new-${league}@example.com`, "a good password", "Newcomer")).user;
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
    ["player-new", () => `/player/${ids.newcomer}`],
    ["no-season", () => `/season/${ids.team}`],
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

describe("a season that nothing has happened in", () => {
  it.each(SECTIONS)(
    "says at /season/…%s what will be there, and axe finds nothing wrong with it",
    async (section) => {
      const page = await playground.visitor();
      await page.emulateMedia({ colorScheme: section === "" ? "dark" : "light" });
      await page.goto(address(`/season/${ids.empty}${section}`));
      await page.getByRole("heading", { name: "Empty season", level: 1 }).waitFor();
      await page.locator(".nothing").first().waitFor();
      await expect.poll(() => page.locator(".skeleton").count()).toBe(0);
      expect(await findingsOf(page)).toEqual([]);
    },
  );
});

describe("what is gone, or cannot be had", () => {
  it.each([
    ["/season", "No such season"],
    ["/team", "No such team"],
    ["/match", "No such match"],
    ["/player", "No such player"],
  ])("%s/… says so, with a way on", async (path, heading) => {
    const page = await playground.visitor();
    await page.goto(address(`${path}/00000000-0000-4000-8000-00000000dead`));
    await page.getByRole("heading", { name: heading }).waitFor();
    expect(await page.locator("main a").count()).toBeGreaterThan(0);
    // The browser itself notes the answer that there is none.
    playground.browser.errors.length = 0;
  });

  it("says why when the league does not answer, and tries again when it is asked to", async () => {
    const page = await playground.visitor();
    await page.routeWebSocket(/parties\/league\/all/, (socket) => socket.close());
    await page.route("**/parties/league/all?tag=*", (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto(address("/leagues"));
    await page.getByRole("alert").getByText("the league answered 503").waitFor();
    await page.unroute("**/parties/league/all?tag=*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: NAMES.league }).waitFor();
    playground.browser.errors.length = 0;
  });
});

describe("an open page", () => {
  it("shows a new result without a reload: in the standings, on the match's page, on the team's", async () => {
    const { database } = playground;
    const [standings, match, team] = [
      await playground.visitor(),
      await playground.visitor(),
      await playground.visitor(),
    ];
    await standings.goto(address(`/season/${ids.season}`));
    await match.goto(address(`/match/${ids.coming}`));
    await team.goto(address(`/team/${ids.team}`));
    const row = standings.getByRole("row").filter({ hasText: NAMES.markup });
    const points = () => row.getByRole("cell").nth(1).textContent();
    await row.waitFor();
    const before = Number(await points());
    await match.getByText("Not played yet").waitFor();
    const played = () => team.getByRole("link", { name: /^Report:/ }).count();
    await team.getByRole("link", { name: /^Match:/ }).waitFor();
    const reports = await played();
    await database.query(
      `select correct_match($1, '{"winner":"home","end_type":"win","home_score":4,"away_score":0}', 'played elsewhere', 'r')`,
      [ids.coming],
    );
    await expect.poll(points, { timeout: 90_000 }).toBe(String(before + 3));
    await match.getByText("4–0").first().waitFor();
    await expect.poll(played, { timeout: 90_000 }).toBe(reports + 1);
  });

  it("keeps results from who wants none, on every page, until they ask for them", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/match/${ids.played}`));
    await page.getByRole("heading", { name: "Report" }).waitFor();
    await page.getByLabel("Hide results").check();
    await expect.poll(() => page.getByRole("heading", { name: /^(Report|KOs)$/ }).count()).toBe(0);
    await page.goto(address(`/season/${ids.season}/schedule`));
    await page.getByRole("heading", { name: "Round 1" }).waitFor();
    expect(await page.locator(".fixtures .score").allTextContents()).toEqual(expect.arrayContaining(["–"]));
    expect((await page.locator(".fixtures").allTextContents()).join()).not.toMatch(/\d–\d/);
    await page.goto(address(`/player/${ids.player}`));
    await page.getByRole("link", { name: "Replay", exact: true }).first().waitFor();
    expect(await page.locator(".outcome.good, .outcome.poor").count()).toBe(0);
    await page.goto(address("/replays"));
    const replay = page.locator(".replay-row").first();
    await replay.waitFor();
    expect(await replay.textContent()).not.toMatch(/\d–\d|\d turns?|\(winner\)/);
    await replay.getByRole("link").click();
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    expect(await page.locator("header.heading, main").first().textContent()).not.toMatch(/ won/);
    await page.goto(address(`/season/${ids.season}/schedule`));
    await page.getByLabel("Hide results").uncheck();
    await expect
      .poll(async () => (await page.locator(".fixtures").allTextContents()).join())
      .toMatch(/\d–\d/);
  });

  it("is walked through with keys: from part to part, and by a column's head through a table", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/season/${ids.season}`));
    await page.getByRole("link", { name: "Pokémon", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "KO leaders" }).waitFor();
    expect(await page.title()).toMatch(/: Pokémon · Plateau$/);
    const head = page.getByRole("columnheader", { name: "Passive" }).first();
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("descending");
    await page.keyboard.press("Enter");
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
  });

  it("gives its table as a CSV file that reads back, names and all", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/season/${ids.season}`));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download Standings as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`standings-${ids.slug}.csv`);
    const text = await readFile(await download.path(), "utf8");
    const { data, errors } = papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ""), {
      header: true,
    });
    expect(errors).toEqual([]);
    expect(data.map(({ Team }) => Team)).toEqual(expect.arrayContaining(Object.values(NAMES).slice(1)));
    expect(Object.keys(data[0] ?? {})).toContain("Strength of schedule: the opponents' share of wins");
  });

  it("has a chart of the race, and the same figures as a table", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/season/${ids.season}/race`));
    await page.locator("canvas").first().waitFor();
    await page.getByRole("button", { name: "As a table" }).first().click();
    const table = page.getByRole("table", { name: "Points after each round" });
    await table.waitFor();
    expect(await table.getByRole("row").count()).toBeGreaterThan(3);
  });
});

describe("what others read of the league", () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(address(path), { headers });

  it("is a calendar of the season, and one of each team, that changes under the same names", async () => {
    const read = async (path: string) => {
      const response = await get(path);
      expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
      const calendar = new ICAL.Component(ICAL.parse(await response.text()));
      return calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
    };
    const match = await value(
      `insert into matches (season_id, round, home_team_id, away_team_id, scheduled_at)
       select season_id, 10, home_team_id, away_team_id, '2027-01-02T18:00:00Z' from matches where id = $1 returning id`,
      [ids.coming],
    );
    const uid = `${match}@plateau`;
    const path = `/parties/league/all/seasons/${ids.season}/schedule.ics`;
    const hasIt = async () => (await read(path)).some((event) => event.uid === uid);
    await expect.poll(hasIt, { timeout: 90_000 }).toBe(true);
    const season = await read(path);
    const before = season.find((event) => event.uid === uid);
    expect(before?.startDate.toString()).toBe("2027-01-02T18:00:00Z");
    expect(before?.summary).toContain(NAMES.rightToLeft);
    expect(season.length).toBeGreaterThan(
      (await read(`/parties/league/all/teams/${ids.team}/schedule.ics`)).length,
    );
    await playground.database.query(
      "update matches set scheduled_at = '2027-02-03T19:00:00Z' where id = $1",
      [match],
    );
    await expect
      .poll(
        async () => {
          const events = await read(`/parties/league/all/teams/${ids.team}/schedule.ics`);
          return events.find((event) => event.uid === uid)?.startDate.toString();
        },
        { timeout: 90_000 },
      )
      .toBe("2027-02-03T19:00:00Z");
    const [after] = (await read(path)).filter((event) => event.uid === uid);
    expect([before?.sequence, after?.sequence]).toEqual([0, 1]);
  });

  it.each(["atom", "rss"])(
    "is a feed of results (%s), which is not sent again to who has it",
    async (kind) => {
      const path = `/parties/league/all/seasons/${ids.season}/results.${kind}`;
      const response = await get(path);
      expect(response.headers.get("content-type")).toBe(`application/${kind}+xml; charset=utf-8`);
      const page = await playground.visitor();
      await page.goto(address("/favicon.svg"));
      // What a browser's own parser makes of it.
      const [error, titles] = await page.evaluate(
        (text) => {
          const document = new DOMParser().parseFromString(text, "application/xml");
          return [
            document.querySelector("parsererror")?.textContent ?? null,
            [...document.querySelectorAll("entry > title, item > title")].map(
              (title) => title.textContent?.trim() ?? "",
            ),
          ] as const;
        },
        await response.text(),
      );
      expect(error).toBeNull();
      expect(titles.length).toBeGreaterThanOrEqual(6);
      expect(titles.join()).toContain(NAMES.markup);
      const known = await get(path, { "if-none-match": response.headers.get("etag") ?? "" });
      expect(known.status).toBe(304);
    },
  );

  it("is no file of a season that is none, nor any other", async () => {
    for (const path of [
      "/seasons/00000000-0000-4000-8000-00000000dead/schedule.ics",
      "/seasons/x/results.atom",
      `/seasons/${ids.season}/secrets.txt`,
      `/seasons/${ids.season}`,
    ])
      expect([path, (await get(`/parties/league/all${path}`)).status]).toEqual([path, 404]);
  });

  it("is a card of each shared link, without running a script", async () => {
    const battle = await value("select id from battles where match_id = $1", [ids.played]);
    for (const [path, words] of [
      [`/match/${ids.played}`, "&lt;img src=x onerror=alert(1)&gt;"],
      [`/battle/${battle}`, ": the replay. Gen 9 OU"],
      [`/replay/${battle}`, ": the replay. Gen 9 OU"],
      [`/season/${ids.season}`, "results.atom"],
      [`/league/${ids.slug}`, "&lt;script&gt;alert(1)&lt;/script&gt; League"],
      [`/player/${ids.player}`, "1234 in Gen 9 OU"],
    ] as const) {
      const response = await get(path, { "user-agent": "Twitterbot/1.0" });
      const html = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expect(html).toContain('<meta property="og:title"');
      expect(html).toContain(words);
      expect(html).not.toContain("<script>alert");
    }
    const image = await get("/card.png");
    expect(image.headers.get("content-type")).toContain("image/png");
    expect((await get("/dist/gone.js")).status).toBe(404);
  });
});

it("has caused no error in any browser", () => {
  expect(playground.browser.errors).toEqual([]);
});
