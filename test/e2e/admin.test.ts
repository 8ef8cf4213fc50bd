import { createHash, randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;
const sql = async (query: string, values: unknown[] = []) =>
  (await playground.database.query(query, values)).rows;

let people = 0;

/** Somebody signed in with a role: of the installation, or of a league. */
async function person(
  role: "operator" | "observer" | "admin" | "viewer",
  league?: string,
): Promise<{ page: Page; name: string }> {
  people += 1;
  const name = `${role} ${people}`;
  const page = await playground.guest(name);
  const [profile] = await sql("select id from profiles where display_name = $1", [name]);
  if (league === undefined) await sql("select set_operator($1, $2)", [profile.id, role]);
  else await sql("select set_league_role($1, $2, $3::league_role)", [league, profile.id, role]);
  return { page, name };
}

async function newLeague(
  name = "Kanto <script>alert(1)</script> שלום",
): Promise<{ id: string; slug: string }> {
  const slug = `league-${randomUUID()}`;
  const [league] = await sql("select * from create_league($1, $2)", [slug, name]);
  return { id: league.id, slug };
}

/** A season with teams, their coaches users of their own, and a schedule. */
async function newSeason(league: string, teams = 4): Promise<string> {
  const [season] = await sql(`select id from create_season($1, '{"name": "Season 1", "format": "gen9ou"}')`, [
    league,
  ]);
  const names = ["Viridian <b>Rush</b>", "צוות סרוליאן", "x".repeat(40), "Cinnabar Sun", "Fifth"].slice(
    0,
    teams,
  );
  await sql("select import_teams($1, $2)", [
    season.id,
    JSON.stringify(names.map((team) => ({ team, roster: ["Great Tusk", "Gholdengo", "Ho-Oh"] }))),
  ]);
  const ids = (await sql("select id from teams where season_id = $1 order by name", [season.id])).map(
    ({ id }) => id,
  );
  const matches = [
    { round: 1, home: ids[0], away: ids[1], at: "2026-12-06T18:00:00Z" },
    { round: 1, home: ids[2], away: ids[3] },
    { round: 2, home: ids[1], away: ids[2] },
  ];
  await sql("select schedule_matches($1, $2)", [season.id, JSON.stringify(matches)]);
  return season.id;
}

/** Jobs about a league that fail for good, in a queue that is paused once they have. */
async function deadLetters(league: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const id = randomUUID();
    await sql(
      "select private.send_job('notifications', 'webhook.test', $1, $2, 0, 'test', null, gen_random_uuid())",
      [`${league}/${id}`, JSON.stringify({ webhook_id: id, test_id: id })],
    );
  }
  const dead = "select from jobs where state = 'dead_letter' and subject like $1";
  await expect.poll(() => sql(dead, [`${league}/%`]), { timeout: 30_000 }).toHaveLength(count);
  await sql("update queue_settings set paused = true where queue = 'notifications'");
}

/** A replay that does not fit its match in all. */
async function handIn(match: string): Promise<void> {
  const facts = {
    names: { p1: ["Eve <i>"], p2: ["Mallory"] },
    winner: "p1",
    end_type: "win",
    turns: 20,
    format: "gen9ou",
    began_at: null,
    ended_at: "2026-12-06T18:30:00.000Z",
    game: null,
    series: null,
  };
  await sql(
    `insert into replay_imports (status, content_hash, match_id, facts, reasons, replay_path, source)
     values ('disputed', $1, $2, $3, $4, 'imports/x.log', 'upload')`,
    [
      createHash("sha256").update(match).digest("hex"),
      match,
      JSON.stringify(facts),
      JSON.stringify([{ code: "PLAYERS_NOT_OF_MATCH", message: "the players are not those of the match" }]),
    ],
  );
}

const say = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

describe("a league's admin", () => {
  it("creates a season, imports its teams after mending a line, draws the schedule, and corrects a result", async () => {
    const league = await newLeague();
    const { page, name } = await person("admin", league.id);
    await page.goto(address("/"));
    await page.getByRole("link", { name: "Admin" }).click();
    await page.getByRole("link", { name: /^Kanto/ }).click();
    await page.getByRole("link", { name: "New season" }).click();
    await page.getByRole("heading", { name: "New season", level: 1 }).waitFor();
    expect(await lookAt(page, "admin-new-season")).toEqual([]);
    await page.getByLabel("Name").fill("Spring");
    await page.getByLabel("Best of").selectOption("3");
    await page.getByLabel("For a win").fill("2");
    await page.getByRole("group", { name: "Hazards" }).getByRole("radio", { name: "direct" }).check();
    await page.getByRole("button", { name: "Create the season" }).click();
    await page.getByRole("heading", { name: "Spring", level: 1 }).waitFor();
    const [rules] = await sql(
      "select s.best_of, r.points_win::int, r.ko_rules ->> 'hazard' as hazard from seasons s join season_rules r on r.season_id = s.id where s.name = 'Spring'",
    );
    expect(rules).toEqual({ best_of: 3, points_win: 2, hazard: "direct" });

    await page.getByRole("button", { name: "Import teams" }).click();
    const list = page.getByLabel("Teams, coaches and rosters");
    const good = `Team,Coach,Pokémon\nViridian Rush,${name},"Great Tusk, Gholdengo"\nCerulean Tide,,Starmie\nCinnabar Sun,,Dragapult`;
    await list.fill(`${good}\nGhosts,Nobody Here,Gengar\nTypos,,Gret Tusk`);
    await page.getByRole("button", { name: "Check" }).click();
    await say(page, "2 of 5 lines are wrong");
    await say(page, /nobody here is called 'Nobody Here'/);
    await say(page, "no Pokémon is called “Gret Tusk”");
    expect(await page.getByRole("button", { name: "Import", exact: true }).isDisabled()).toBe(true);
    expect(
      await sql("select from teams t join seasons s on s.id = t.season_id where s.name = 'Spring'"),
    ).toEqual([]);
    expect(await lookAt(page, "admin-import")).toEqual([]);
    await list.fill(good);
    await page.getByRole("button", { name: "Check" }).click();
    await say(page, "All 3 lines are right");
    await page.getByRole("button", { name: "Import 3 teams" }).click();
    await page.getByRole("heading", { name: "3 teams" }).waitFor();

    await page.getByRole("tab", { name: "Schedule and results" }).click();
    await page.getByLabel("First round").fill("2026-12-06T18:00");
    await page.getByRole("radio", { name: "Home and away" }).check();
    await say(page, "6 rounds, 6 matches, one team with a bye each round");
    expect(await page.getByLabel("Time of round 2").inputValue()).toBe("2026-12-13T18:00");
    expect(await lookAt(page, "admin-draw")).toEqual([]);
    await page.getByRole("button", { name: "Make the schedule" }).click();
    await page.getByRole("heading", { name: "6 matches" }).waitFor();
    expect(await page.getByText("has a bye").count()).toBe(6);

    const decide = page.getByRole("button", { name: /^Decide about/ }).first();
    await decide.click();
    await page.getByRole("dialog").waitFor();
    await say(page, "The table, statistics and records follow within seconds.");
    await page
      .getByLabel(/^Pokémon left to/)
      .first()
      .fill("3");
    await page
      .getByLabel(/^Games of/)
      .first()
      .fill("2");
    await page.getByLabel("Why").fill("Played on the old site");
    expect(await lookAt(page, "admin-decide")).toEqual([]);
    await page.getByRole("button", { name: "Correct the result" }).click();
    await say(page, "It is decided");
    await say(page, "3–0");
    const [match] = await sql(
      "select m.status, m.home_games, m.home_score from matches m join seasons s on s.id = m.season_id where s.name = 'Spring' and m.status = 'completed'",
    );
    expect(match).toEqual({ status: "completed", home_games: 2, home_score: 3 });

    await page.goto(address("/admin/audit?of=match.corrected"));
    await page.getByRole("row").filter({ hasText: name }).first().waitFor();
    expect(await lookAt(page, "admin-audit")).toEqual([]);
  });

  it("invites a coach, who takes the team with the code", async () => {
    const league = await newLeague("Johto");
    const season = await newSeason(league.id);
    const { page } = await person("admin", league.id);
    await page.goto(address(`/admin/season/${season}`));
    await page.getByRole("button", { name: "Invite a coach: Cinnabar Sun" }).click();
    const code = (await page.locator("output").textContent()) ?? "";
    expect(code).toMatch(/^([0-9A-F]{4}-){3}[0-9A-F]{4}$/);
    await page.getByRole("button", { name: "Done" }).click();
    await say(page, /^Invited, until/);
    expect(await lookAt(page, "admin-teams")).toEqual([]);

    const coach = await playground.guest("Coach of the sun");
    await coach.goto(address("/invite"));
    await coach.getByRole("textbox", { name: "Code" }).fill("0000-0000-0000-0000");
    await coach.getByRole("button", { name: "Take the team" }).click();
    await say(coach, /this code is wrong, used or too old/);
    expect(await lookAt(coach, "invite")).toEqual([]);
    await coach.getByRole("textbox", { name: "Code" }).fill(code);
    await coach.getByRole("button", { name: "Take the team" }).click();
    await coach.getByRole("heading", { name: "You coach Cinnabar Sun" }).waitFor();
    expect(new URL(coach.url()).search + new URL(coach.url()).hash).toBe("");
  });

  it("gives roles, keeps a webhook whose address nobody sees again, and changes the rules", async () => {
    const league = await newLeague("Hoenn");
    const season = await newSeason(league.id);
    const { page } = await person("admin", league.id);
    await playground.guest("Somebody Else");
    await page.goto(address(`/admin/league/${league.slug}?tab=people`));
    await page.getByLabel("Display name").fill("*");
    await page.getByRole("button", { name: "Give the role" }).click();
    await say(page, "Nobody here is called “*”");
    await page.getByLabel("Display name").fill("somebody else");
    await page.getByRole("combobox", { name: "Role" }).selectOption("viewer");
    await page.getByRole("button", { name: "Give the role" }).click();
    await page.getByRole("listitem").filter({ hasText: "Somebody Else" }).waitFor();
    expect(await lookAt(page, "admin-people")).toEqual([]);

    await page.getByRole("tab", { name: "Discord" }).click();
    await page.getByRole("button", { name: "Add a webhook" }).click();
    const token = "t".repeat(68);
    await page.getByLabel("Address").fill("https://example.com/");
    await page.getByRole("button", { name: "Save" }).click();
    await say(page, /its address is none of Discord's/);
    await page.getByLabel("Address").fill(`https://discord.com/api/webhooks/123456789012345678/${token}`);
    await page.getByLabel("Name").fill("#results");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Test #results" }).click();
    await say(page, /A test is on its way/);
    expect(await page.content()).not.toContain(token);
    expect(await lookAt(page, "admin-discord")).toEqual([]);

    await page.goto(address(`/admin/season/${season}?tab=rules`));
    await page.getByRole("group", { name: "Recoil" }).getByRole("radio", { name: "passive" }).check();
    await page.getByRole("button", { name: "Save the KO rules" }).click();
    await say(page, "The KO rules are saved");
    const [row] = await sql("select ko_rules ->> 'recoil' as recoil from season_rules where season_id = $1", [
      season,
    ]);
    expect(row).toEqual({ recoil: "passive" });
    expect(await lookAt(page, "admin-rules")).toEqual([]);
    await page.getByRole("tab", { name: "Settings" }).click();
    expect(await lookAt(page, "admin-settings")).toEqual([]);
    await page.goto(address(`/admin/league/${league.slug}?tab=showdown`));
    await page.getByRole("heading", { name: "Showdown names" }).waitFor();
    const [match] = await sql("select id from matches where season_id = $1 order by round, id limit 1", [
      season,
    ]);
    await handIn(match.id);
    await page.reload();
    await page.getByText("the players are not those of the match").waitFor();
    expect(await lookAt(page, "admin-showdown")).toEqual([]);
    await page.getByRole("button", { name: "Decide about Eve <i> vs Mallory" }).click();
    await page.getByLabel("What is decided").selectOption("refuse");
    await page.getByLabel("Why").fill("A friendly battle");
    expect(await lookAt(page, "admin-import-decide")).toEqual([]);
    await page.getByRole("button", { name: "Refuse it" }).click();
    await say(page, "None waits.");
    expect(await sql("select status from replay_imports where match_id = $1", [match.id])).toEqual([
      { status: "refused" },
    ]);
    await page.goto(address("/admin"));
    await page.getByRole("link", { name: "Hoenn" }).waitFor();
    expect(await lookAt(page, "admin-home")).toEqual([]);
  });
});

describe("a viewer", () => {
  it("sees how a league is run and has nothing to press", async () => {
    const league = await newLeague("Sinnoh");
    const season = await newSeason(league.id);
    const { page } = await person("viewer", league.id);
    await page.goto(address(`/admin/league/${league.slug}`));
    await say(page, "You look on");
    expect(await page.getByRole("link", { name: "New season" }).count()).toBe(0);
    await page.goto(address(`/admin/season/${season}`));
    await page.getByRole("heading", { name: "4 teams" }).waitFor();
    expect(await page.getByRole("button", { name: /^(Import|Invite|Change) / }).count()).toBe(0);
    await page.getByRole("tab", { name: "Schedule and results" }).click();
    await page.getByRole("heading", { name: "3 matches" }).waitFor();
    expect(await page.getByRole("button", { name: /Decide|Draw/ }).count()).toBe(0);
    expect(await lookAt(page, "admin-viewer")).toEqual([]);
    await page.getByRole("tab", { name: "Rules" }).click();
    expect(await page.getByLabel("For a win").isDisabled()).toBe(true);
    await page.goto(address("/admin/jobs"));
    await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
    await say(page, "You look on");
    expect(await page.getByRole("button", { name: /Retry|Redrive|Discard/ }).count()).toBe(0);
    await page.goto(address("/admin/queues"));
    await say(page, "This page is for others");
    await page.goto(address(`/admin/league/${(await newLeague("Not theirs")).slug}`));
    await page.getByRole("heading", { name: "No league of yours" }).waitFor();
  });

  it("who forges a call is refused by the database", async () => {
    const league = await newLeague("Unova");
    const season = await newSeason(league.id);
    const { page } = await person("viewer", league.id);
    const answer = await page.evaluate(
      async ([url, key, id]) => {
        const stored =
          Object.entries(localStorage).find(([name]) => name.endsWith("-auth-token"))?.[1] ?? "{}";
        const response = await fetch(`${url}/rest/v1/rpc/remove_season`, {
          method: "POST",
          headers: {
            apikey: String(key),
            authorization: `Bearer ${JSON.parse(stored).access_token}`,
            "content-type": "application/json",
          },
          body: JSON.stringify({ p_season_id: id }),
        });
        return { status: response.status, text: await response.text() };
      },
      [playground.stack.urls.api, playground.stack.keys.publishable, season],
    );
    expect(answer.status).toBe(403);
    expect(await sql("select name from seasons where id = $1", [season])).toHaveLength(1);
  });
});

describe("somebody without a role", () => {
  it("is told how to get one, and is shown no way there", async () => {
    const page = await playground.guest("No Role");
    expect(await page.getByRole("link", { name: "Admin" }).count()).toBe(0);
    await page.goto(address("/admin"));
    await say(page, "You run no league");
    expect(await lookAt(page, "admin-none")).toEqual([]);
    const stranger = await playground.visitor();
    await stranger.goto(address("/admin/queues"));
    await say(stranger, "Sign in to see what you run.");
  });
});

describe("an operator", () => {
  it("retries a dead letter, and all of a queue with the count in the question", async () => {
    const league = await newLeague("Orre");
    const { page } = await person("operator");
    await deadLetters(league.id, 3);
    await page.goto(address("/admin/queues"));
    const card = page.getByRole("region", { name: "notifications" });
    await card.getByRole("link", { name: "Dead letters of notifications" }).waitFor();
    await page.locator(".u-legend").first().waitFor();
    expect(await lookAt(page, "admin-queues")).toEqual([]);
    await card.getByRole("link", { name: "Dead letters of notifications" }).click();
    await page.waitForURL(/states=dead_letter/);
    const looked = page.waitForResponse("**/functions/v1/queue-admin", { timeout: 30_000 });
    await page.getByLabel("A part of the error").fill("not there");
    // The next look at the jobs comes while somebody types.
    await looked;
    await page.getByLabel("A part of the error").press("Enter");
    await page.waitForURL(/failure=not\+there/);
    await page.reload();
    expect(await page.getByLabel("A part of the error").inputValue()).toBe("not there");
    await page.getByRole("link", { name: "webhook.test" }).nth(2).waitFor();
    expect(await lookAt(page, "admin-jobs")).toEqual([]);

    await page.getByRole("link", { name: "webhook.test" }).first().click();
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
    await say(page, "failed for good: a dead letter");
    expect(await lookAt(page, "admin-job")).toEqual([]);
    const job = page.url().split("/").at(-1);
    await page.getByRole("button", { name: "Redrive" }).click();
    await page.getByRole("dialog").getByText("Redrive 1 dead letter?").waitFor();
    await page.getByRole("button", { name: "Redrive 1 job" }).click();
    await say(page, "1 job is back in its queue.");
    expect(await sql("select state from jobs where id = $1", [job])).toEqual([{ state: "queued" }]);

    await page.goto(address(`/admin/jobs?states=dead_letter&failure=not+there`));
    await page.getByRole("button", { name: "Redrive dead letters" }).click();
    await page.getByRole("dialog").getByText("This is about 2 jobs").waitFor();
    expect(await lookAt(page, "admin-redrive")).toEqual([]);
    await page.getByRole("button", { name: "Redrive dead letters: 2 jobs" }).click();
    await say(page, "2 jobs are back in their queue.");
    await say(page, "No job fits");
    await sql("update queue_settings set paused = false where queue = 'notifications'");
  });

  it("pauses and resumes a queue, changes its limits, and names other operators", async () => {
    const { page } = await person("operator");
    await page.goto(address("/admin/queues"));
    await page.getByRole("button", { name: "Pause stats_refresh" }).click();
    await page.getByRole("button", { name: "Pause it" }).click();
    await page.getByRole("button", { name: "Resume stats_refresh" }).click();
    await page.getByRole("button", { name: "Pause stats_refresh" }).waitFor();
    await page.getByRole("button", { name: "Limits of stats_refresh" }).click();
    await page.getByLabel("Jobs of one claim").fill("7");
    expect(await lookAt(page, "admin-limits")).toEqual([]);
    await page.getByRole("button", { name: "Save the limits" }).click();
    await say(page, "The limits count from the next claim.");
    expect(await sql("select batch_size from queue_settings where queue = 'stats_refresh'")).toEqual([
      { batch_size: 7 },
    ]);
    await playground.guest("New Observer");
    await page.goto(address("/admin/installation"));
    await page.getByLabel("Display name").fill("New Observer");
    await page.getByRole("combobox", { name: "Role" }).selectOption("observer");
    await page.getByRole("button", { name: "Give the role" }).click();
    await page.getByRole("listitem").filter({ hasText: "New Observer" }).waitFor();
    expect(await lookAt(page, "admin-installation")).toEqual([]);
  });

  it("who only looks sees the queues and has nothing to press", async () => {
    const { page } = await person("observer");
    await page.goto(address("/admin/queues"));
    await page.getByRole("heading", { name: "battle_results" }).waitFor();
    expect(await page.getByRole("button", { name: /Pause|Resume|Limits|Redrive|at once/ }).count()).toBe(0);
  });

  it("asks for nothing while nobody can see the page, and catches up when somebody does", async () => {
    const { page } = await person("operator");
    await page.clock.install();
    await page.goto(address("/admin/queues"));
    await page.getByRole("heading", { name: "battle_results" }).waitFor();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/functions/v1/") && request.method() !== "OPTIONS") asked += 1;
    });
    await page.clock.runFor(5000);
    await expect.poll(() => asked).toBe(2);
    const show = (state: "hidden" | "visible") =>
      page.evaluate((visibility) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibility });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await show("hidden");
    await page.clock.runFor(120_000);
    // What was asked before would have come by now.
    await page.evaluate(() => fetch("/config.json"));
    expect(asked).toBe(2);
    await show("visible");
    await expect.poll(() => asked).toBeGreaterThanOrEqual(5);
    const caughtUp = asked;
    await page.clock.runFor(5000);
    await expect.poll(() => asked).toBeGreaterThan(caughtUp);
  });
});

describe("coming in", () => {
  it("by way of Discord proves that who comes back is who left, and leaves nothing in the address", async () => {
    const page = await playground.visitor();
    const { urls, keys } = playground.stack;
    await page.route("**/auth/v1/settings", (route) =>
      route.fulfill({ json: { external: { discord: true, email: true } } }),
    );
    const left: URL[] = [];
    await page.route("**/auth/v1/authorize**", (route) => {
      left.push(new URL(route.request().url()));
      return route.fulfill({ status: 302, headers: { location: `${urls.rooms}/?code=once-and-no-more` } });
    });
    const exchanged: { auth_code: string; code_verifier: string }[] = [];
    await page.route("**/auth/v1/token?grant_type=pkce", async (route) => {
      exchanged.push(route.request().postDataJSON());
      // Whom Supabase Auth would have made of the Discord account.
      const response = await fetch(`${urls.api}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: keys.publishable, "content-type": "application/json" },
        body: JSON.stringify({ data: { full_name: "From Discord" } }),
      });
      await route.fulfill({ status: 200, json: await response.json() });
    });
    await page.goto(address("/"));
    await page.getByRole("button", { name: "Continue with Discord" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(left[0]?.searchParams.get("provider")).toBe("discord");
    expect(left[0]?.searchParams.get("code_challenge_method")).toBe("s256");
    const [given] = exchanged;
    expect(given?.auth_code).toBe("once-and-no-more");
    const digest = createHash("sha256")
      .update(given?.code_verifier ?? "")
      .digest("base64url");
    expect(left[0]?.searchParams.get("code_challenge")).toBe(digest);
    expect(page.url()).toBe(address("/"));
  });

  it("offers no way that the league's Auth does not have", async () => {
    const page = await playground.visitor();
    const settings = page.waitForResponse("**/auth/v1/settings");
    await page.goto(address("/"));
    await settings;
    await page.getByRole("button", { name: "Play as guest" }).waitFor();
    expect(await page.getByRole("button", { name: "Continue with Discord" }).count()).toBe(0);
  });

  it("that failed says so in words of its own, and cleans the address", async () => {
    for (const brought of [
      "/?error=access_denied&error_description=Send+your+password+to+eve#error=access_denied",
      "/teams?code=stolen",
      "/#access_token=stolen&refresh_token=x&expires_in=3600&token_type=bearer",
    ]) {
      const page = await playground.visitor();
      await page.goto(address(brought));
      await page.locator(".toast.error").waitFor();
      expect(await page.locator(".toast.error").textContent()).not.toContain("eve");
      expect(new URL(page.url()).search + new URL(page.url()).hash).toBe("");
      await page.getByRole("button", { name: "Play as guest" }).waitFor();
    }
  });

  it("with a mailed link needs no password", async () => {
    const page = await playground.visitor();
    await page.goto(address("/"));
    await page.getByRole("radio", { name: "Sign up" }).check();
    await page.getByLabel("Display name").fill("Mailed");
    await page.getByLabel("Email").fill("mailed@example.com");
    await page.getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("radio", { name: "Sign in" }).check();
    await page.getByLabel("Email").fill("mailed@example.com");
    await page.getByRole("button", { name: "Mail me a link instead" }).click();
    await say(page, "Open the link in the mail to mailed@example.com, in this browser.");
  });
});

it("no page complained", () => {
  // The browser tells of each call that was meant to be refused.
  const meant = /status of (400|403|404)/;
  expect(playground.browser.errors.filter((error) => !meant.test(error))).toEqual([]);
});
