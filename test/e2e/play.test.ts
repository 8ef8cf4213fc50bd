import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { DEMO_TEAMS } from "../../supabase/local/demo/teams.ts";
import { playToTheEnd, question } from "../harness/browser.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();

const find = (page: Page) => page.getByRole("button", { name: "Find a battle" }).click();

/** The user of that name. */
async function userCalled(name: string): Promise<string> {
  const { rows } = await playground.database.query("select id from profiles where display_name = $1", [name]);
  return rows[0].id;
}

describe("the ladder", () => {
  it("brings two players together, says why, and rates their battle", async () => {
    const [ann, bob] = [await playground.guest("Alma"), await playground.guest("Bert")];
    await find(ann);
    await ann.getByText("place 1 of 1").waitFor();
    await find(bob);
    await Promise.all([ann.waitForURL(/\/battle\//), bob.waitForURL(/\/battle\//)]);
    expect(ann.url()).toBe(bob.url());
    expect(new URL(ann.url()).search + new URL(ann.url()).hash).toBe("");
    await ann.getByText(/Paired with .?Bert.? \(1000\)\. Your ratings are equal/).waitFor();
    await question(ann).waitFor();
    await ann.getByText("rated").first().waitFor();

    // Whoever plays does not look for another rated battle.
    const tab = await ann.context().newPage();
    await tab.goto(playground.stack.urls.rooms);
    await find(tab);
    await tab.getByText("You are in a rated battle already.").waitFor();
    await tab.getByRole("link", { name: "Go to your battle" }).click();
    await question(tab).waitFor();
    await tab.close();

    const ends = await Promise.all([playToTheEnd(ann), playToTheEnd(bob)]);
    if (!ends.every((end) => end === "The battle ended in a tie.")) {
      expect(ends.sort()).toEqual(["You lost.", "You won!"]);
    }
  });

  it("lets go of who cancels", async () => {
    const [ann, bob] = [await playground.guest("Amy"), await playground.guest("Ben")];
    await find(ann);
    await ann.getByText("place 1 of 1").waitFor();
    await ann.getByRole("button", { name: "Cancel" }).click();
    await ann.getByRole("button", { name: "Find a battle" }).waitFor();
    await find(bob);
    await bob.getByText("place 1 of 1").waitFor();
  });

  it("takes a player back whose opponent did not come", async () => {
    const [ann, bob] = [await playground.guest("Arlo"), await playground.guest("Bea")];
    // Bob's way to the battle is blocked: no frame ever passes.
    await bob.routeWebSocket(/\/parties\/battle\//, () => undefined);
    await find(ann);
    await ann.getByText("place 1 of 1").waitFor();
    await find(bob);
    await ann.waitForURL(/\/battle\//);
    // Whoever leaves the page before the battle begins is shown the way back to it.
    await ann.getByRole("link", { name: "Plateau" }).click();
    await ann.getByText("Bea waits for you in a rated battle.").waitFor();
    await ann.getByRole("link", { name: "Go to your battle" }).click();
    await ann.waitForURL(/\/battle\//);
    await ann.getByText("Your opponent did not come.").waitFor({ timeout: 40_000 });
    await ann.getByText("place 1 of 1").waitFor();
    expect(new URL(ann.url()).pathname).toBe("/");
  });

  it("wants a legal team where the format wants a team, and says what is wrong beside it", async () => {
    const page = await playground.guest("Cara");
    await page.getByLabel("Format").selectOption("gen9ou");
    await page.getByText("You have no team for this format yet.").waitFor();
    expect(await page.getByRole("button", { name: "Find a battle" }).isDisabled()).toBe(true);
    await page.getByRole("link", { name: "Your teams" }).click();
    await page.getByRole("button", { name: "Add a team" }).click();
    await page.getByLabel("Name").fill("<i>Flying</i> mice");
    await page.getByLabel(/^Team, as exported/).fill("Pikachu\n- Fly\n");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("listitem").getByText("<i>Flying</i> mice").waitFor();

    await page.getByRole("link", { name: "Plateau" }).click();
    expect(await page.getByLabel("Format").inputValue()).toBe("gen9ou");
    await find(page);
    await page.getByText("This team cannot be used in Gen 9 OU:").waitFor();
    await page
      .getByRole("alert")
      .getByText(/Pikachu/)
      .first()
      .waitFor();

    await page.getByRole("link", { name: "Your teams" }).click();
    await page.getByRole("button", { name: /^Delete/ }).click();
    await page.getByRole("button", { name: "Yes, delete" }).click();
    await page.getByText("None yet.").waitFor();
  });
});

describe("a practice battle", () => {
  it.each([
    ["gen9randombattle", "Easy", "Dawn"],
    ["gen9randomdoublesbattle", "Hard", "Drew"],
  ])("of %s is played at once, against a bot that is %s, to its end", async (format, strength, name) => {
    const page = await playground.guest(name);
    await page.getByLabel("Format").selectOption(format);
    await page.getByRole("radio", { name: "Practice" }).check();
    await page.getByRole("button", { name: `${strength} bot` }).click();
    await question(page).waitFor();
    await page.getByText(/· practice/).waitFor();
    expect(await page.getByRole("button", { name: "Offer a draw" }).count()).toBe(0);
    expect(await playToTheEnd(page)).toMatch(/^You (won|lost)|tie/);
  });

  it("brings the chosen team along, and asks who goes first", async () => {
    const page = await playground.guest("Dora");
    await page.getByLabel("Format").selectOption("gen9ou");
    await page.getByRole("link", { name: "Add one" }).click();
    await page.getByRole("button", { name: "Add a team" }).click();
    await page.getByLabel("Name").fill("Balance");
    await page.getByLabel(/^Team, as exported/).fill(DEMO_TEAMS[0]?.export ?? "");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Balance").waitFor();
    await page.getByRole("link", { name: "Plateau" }).click();
    await page.getByRole("radio", { name: "Practice" }).check();
    await page.getByRole("button", { name: "Normal bot" }).click();
    await page.getByRole("heading", { name: "Who goes first?" }).waitFor();
    // The bot plays the same team, which its side shows.
    expect(await page.locator(".p2 .shown").textContent()).toContain("Gholdengo");
    await page.getByRole("button", { name: "Gholdengo" }).click();
    await page.getByRole("button", { name: "Start with this order" }).click();
    await page.getByRole("heading", { name: "What will Gholdengo do?" }).waitFor();
    // A bot is content without a clock.
    await page.getByRole("button", { name: "Stop the clock" }).click();
    await page.getByRole("button", { name: "Start the clock" }).waitFor();
  });
});

describe("a match", () => {
  it("is opened by its coaches, and goes on with the next game of its series", async () => {
    const [ann, bob] = [await playground.guest("Annika"), await playground.guest("Bobby")];
    const [season, home, away] = [randomUUID(), randomUUID(), randomUUID()];
    const league = randomUUID();
    await playground.database.query("insert into leagues (id, slug, name) values ($1, 'johto', 'Johto')", [
      league,
    ]);
    await playground.database.query(
      "insert into seasons (id, league_id, name, format, best_of) values ($1, $2, 'Silver', 'gen9randombattle', 3)",
      [season, league],
    );
    await playground.database.query(
      "insert into teams (id, season_id, name, coach_id) values ($1, $3, 'Goldenrod', $4), ($2, $3, 'Ecruteak', $5)",
      [home, away, season, await userCalled("Annika"), await userCalled("Bobby")],
    );
    await playground.database.query(
      "insert into matches (season_id, round, home_team_id, away_team_id, scheduled_at) values ($1, 1, $2, $3, now())",
      [season, home, away],
    );
    for (const page of [ann, bob]) {
      await page.reload();
      await page.getByText(/best of 3, 0–0/).waitFor();
      await page.getByRole("button", { name: /^Play (Goldenrod|Ecruteak) vs/ }).click();
    }
    await Promise.all([question(ann).waitFor(), question(bob).waitFor()]);
    await ann.getByText("Best of 3 · game 1").waitFor();
    await bob.getByRole("button", { name: "Forfeit" }).click();
    await bob.getByRole("button", { name: "Yes, I forfeit" }).click();
    await ann.getByText("You won by forfeit!").waitFor();
    const first = ann.url();
    for (const page of [ann, bob]) {
      await page.getByRole("button", { name: "Next game" }).click();
      await page.waitForURL((url) => url.href !== first);
    }
    expect(ann.url()).toBe(bob.url());
    await Promise.all([question(ann).waitFor(), question(bob).waitFor()]);
    await ann.getByText("Best of 3 · game 2 · 1–0").waitFor();
  });
});

describe("all of this", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
