import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { DEMO_TEAMS } from "../../supabase/local/demo/teams.ts";
import { createChallenge, question } from "../harness/browser.ts";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";
import { type FakePokepaste, startPokepaste } from "../harness/pokepaste.ts";

let pokepaste: FakePokepaste;
const playground = usePlayground(async () => {
  pokepaste = await startPokepaste();
  return { pokepasteUrl: pokepaste.url };
});
afterAll(() => pokepaste?.close());
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

const GOOD =
  "Great Tusk @ Leftovers\nAbility: Protosynthesis\nTera Type: Steel\nEVs: 252 HP\n- Earthquake\n- Rapid Spin";
const BAD = "Pika (Pikachu) @ Light Ball\nAbility: Levitate\nTera Type: Water\nEVs: 252 HP\n- Sacred Sword";

const sets = (page: Page) => page.locator(".set");
const text = (page: Page) => page.getByLabel(/^Team, as exported/);

async function openEditor(page: Page): Promise<void> {
  await page.goto(address("/teams"));
  await page.getByRole("button", { name: "Add a team" }).click();
}

describe("a team that is pasted", () => {
  it("shows its sets, with what is wrong beside each", async () => {
    const page = await playground.guest("Pat");
    await openEditor(page);
    await page.getByLabel("Format").selectOption("gen9ou");
    await text(page).fill(`${GOOD}\n\n${BAD}`);
    await page.getByText(/^Not legal in Gen 9 OU: \d problems?\./).waitFor();
    expect(await sets(page).count()).toBe(2);
    expect(await sets(page).nth(0).locator(".set-problems").count()).toBe(0);
    expect(await sets(page).nth(1).locator(".set-problems").textContent()).toMatch(/Levitate/);
    expect(await lookAt(page, "teams-errors")).toEqual([]);

    await text(page).fill(GOOD);
    await page.getByText("Legal in Gen 9 OU.").waitFor();
    expect(await page.locator(".set-problems").count()).toBe(0);
    await page.getByLabel("Format").selectOption("gen1ou");
    await page.getByText(/^Not legal in Gen 1 OU/).waitFor();
  });

  it("as a Pokepaste address is read through the league, its title for a name", async () => {
    const page = await playground.guest("Petra");
    pokepaste.put("0123456789abcdef", { title: "Rain <b>team</b>", paste: GOOD });
    await openEditor(page);
    await text(page).fill("https://pokepast.es/0123456789abcdef");
    await expect.poll(() => text(page).inputValue()).toBe(GOOD);
    expect(await page.getByLabel("Name").inputValue()).toBe("Rain <b>team</b>");
    await page.getByText("Legal in Gen 9 OU.").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("listitem").getByText("Rain <b>team</b>").waitFor();

    await page.getByRole("button", { name: "Add a team" }).click();
    await text(page).fill("pokepast.es/ffff");
    await page.getByRole("alert").getByText("Pokepaste has none at 'ffff'").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    playground.browser.errors.length = 0;
  });

  it("is copied, changed and taken elsewhere in three forms", async () => {
    const page = await playground.guest("Pia");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openEditor(page);
    await page.getByLabel("Name").fill("<script>שלום</script> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    await text(page).fill(GOOD);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy as Packed" }).click();
    await expect.poll(clipboard).toMatch(/^Great Tusk\|\|Leftovers\|Protosynthesis\|Earthquake,RapidSpin\|/);
    await page.getByRole("button", { name: "Copy as JSON" }).click();
    await expect.poll(async () => JSON.parse(await clipboard())[0]?.species).toBe("Great Tusk");
    await page.getByRole("button", { name: "Copy as Export" }).click();
    await expect.poll(clipboard).toBe(GOOD);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: /^Copy <script>/ }).click();
    expect(await page.getByLabel("Name").inputValue()).toMatch(/ \(copy\)$/);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => page.locator(".team-row").count()).toBe(2);
    expect(await lookAt(page, "teams-saved")).toEqual([]);
    expect(await page.locator("main script").count()).toBe(0);
    await page.getByRole("button", { name: /^Delete .*copy/ }).click();
    await page.getByRole("button", { name: "Yes, delete" }).click();
    await expect.poll(() => page.locator(".team-row").count()).toBe(1);
  });

  it("that is no team has no sets and is judged by nobody", async () => {
    const page = await playground.guest("Pol");
    await openEditor(page);
    const judged: string[] = [];
    page.on("request", (request) => judged.push(request.url()));
    await text(page).fill("=== ===\n\n---\n");
    await page.getByText("The sets appear here").waitFor();
    await text(page).fill(`[{"species":"Pikachu","nature":{"a":1}}]`);
    await page.getByText("The sets appear here").waitFor();
    await text(page).fill((DEMO_TEAMS[0] as (typeof DEMO_TEAMS)[number]).export);
    await page.getByText(/egal in Gen 9 OU/).waitFor();
    expect(judged.filter((url) => url.endsWith("/v1/teams/validate"))).toHaveLength(1);
  });
});

describe("live battles", () => {
  it("appear and leave by themselves, by format and kind, and can be watched", async () => {
    const watcher = await playground.visitor();
    await watcher.goto(address("/watch"));
    await watcher.getByText("Nobody is battling right now.").waitFor();
    expect(await lookAt(watcher, "watch-none")).toEqual([]);

    const [one, two] = [await playground.guest("Watched"), await playground.guest("Foe of them")];
    await createChallenge(one, { clock: "vgc" });
    const row = two.getByRole("listitem").filter({ hasText: "Watched" });
    await row.getByText("55 s a turn, 7 min in all").waitFor();
    await row.getByRole("button", { name: "Join" }).click();
    await question(two).waitFor();
    const live = watcher.getByRole("listitem").filter({ hasText: "Watched" });
    await live.getByText("casual").waitFor();
    expect(await lookAt(watcher, "watch")).toEqual([]);

    await watcher.getByRole("radio", { name: "Rated" }).check();
    await watcher.getByText("No such battle is being played").waitFor();
    await watcher.reload();
    expect(await watcher.getByRole("radio", { name: "Rated" }).isChecked()).toBe(true);
    await watcher.getByRole("radio", { name: "All" }).check();
    await watcher.getByLabel("Format").selectOption("gen9ou");
    await watcher.getByText("No such battle is being played").waitFor();
    await watcher.getByLabel("Format").selectOption("");
    await live.getByRole("link", { name: "Watch Watched vs Foe of them" }).waitFor();

    await two.getByRole("button", { name: "Forfeit" }).click();
    await two.getByRole("button", { name: "Yes, I forfeit" }).click();
    await watcher.getByText("Nobody is battling right now.").waitFor();
  });

  it("of a match are those of the league", async () => {
    const watcher = await playground.visitor();
    const { rows } = await playground.database.query(
      `with l as (insert into leagues (slug, name) values ('watch', 'Watch') returning id),
         s as (insert into seasons (league_id, name, format) select id, 'Season', 'gen9ou' from l returning id),
         t as (insert into teams (season_id, name) select s.id, n from s, unnest('{Home,Away}'::text[]) n returning id, season_id),
         m as (
           insert into matches (season_id, round, home_team_id, away_team_id)
           select t.season_id, 1, min(t.id::text)::uuid, max(t.id::text)::uuid from t group by t.season_id returning id
         )
       insert into battles (id, match_id, format, status, p1_name, p2_name, correlation_id)
       select $1, m.id, 'gen9ou', 'live', 'Coach one', 'Coach two', $2 from m returning match_id`,
      [`match-${randomUUID()}`, randomUUID()],
    );
    expect(rows).toHaveLength(1);
    await watcher.goto(address("/watch?kind=league"));
    await watcher.getByRole("listitem").getByText("league match").waitFor();
    await watcher.goto(address("/watch?kind=rated"));
    await watcher.getByText("No such battle is being played").waitFor();
  });
});

describe("all of it", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
