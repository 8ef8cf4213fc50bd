import { describe, expect, it } from "vitest";
import { tabOnTo } from "../harness/keys.ts";
import { lookAt } from "../harness/look.ts";
import { say, useOffice } from "../harness/office.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();
const { sql, person, newLeague, newSeason, handIn } = useOffice(playground);
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

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

describe("a season is run with keys alone", () => {
  it("from tab to tab, and through a decision about a match", async () => {
    const league = await newLeague("Alola");
    const season = await newSeason(league.id);
    const { page } = await person("admin", league.id);
    await page.goto(address(`/admin/season/${season}`));
    await tabOnTo(page, page.getByRole("tab", { selected: true }));
    await page.keyboard.press("ArrowRight");
    const tab = page.getByRole("tab", { name: "Schedule and results" });
    await expect.poll(() => tab.getAttribute("aria-selected")).toBe("true");
    expect(await tab.evaluate((one) => one === document.activeElement)).toBe(true);
    await tabOnTo(page, page.getByRole("button", { name: /^Decide about/ }).first());
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabOnTo(page, page.getByLabel("Why"));
    await page.keyboard.type("Both coaches agreed");
    const left = page.getByLabel(/^Pokémon left to/).first();
    if ((await left.inputValue()) === "") await left.press("1");
    await tabOnTo(page, page.getByRole("button", { name: "Correct the result" }));
    await page.keyboard.press("Enter");
    await say(page, "It is decided");
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

it("no page complained", () => {
  // The browser tells of each call that was meant to be refused.
  const meant = /status of (400|403|404)/;
  expect(playground.browser.errors.filter((error) => !meant.test(error))).toEqual([]);
});
