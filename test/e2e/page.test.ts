import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sign } from "../../functions/_shared/auth/signature.ts";
import { createChallenge, playToTheEnd, question } from "../harness/browser.ts";
import { usePlayground } from "../harness/playground.ts";

const EVIL = `<script>window.forged = true</script>`;

const playground = usePlayground();

async function invalidate(tags: string[]): Promise<void> {
  const body = JSON.stringify({ type: "INVALIDATE", v: 1, tags });
  const response = await fetch(`${playground.stack.urls.rooms}/parties/league/all`, {
    method: "POST",
    headers: { ...sign(body, [playground.stack.secrets.webhook], randomUUID(), Date.now()) },
    body,
  });
  expect(response.status).toBe(202);
}

describe("the page", () => {
  it("gives whoever is signed in the command that links their Discord account", async () => {
    const page = await playground.guest("Iris");
    await page.getByRole("button", { name: "Link Discord" }).click();
    await page.getByText(/\/link account code:[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/).waitFor();
  });

  it("lets two guests find each other, play a battle to its end, and see its replay", async () => {
    const ann = await playground.guest("Ann");
    await createChallenge(ann);
    await ann.getByText("You have your seat").waitFor();
    const address = await ann.getByLabel("Send this link").inputValue();
    expect(address).toBe(ann.url());
    expect(new URL(address).search + new URL(address).hash).toBe("");

    const watcher = await playground.visitor();
    const bob = await playground.guest("Bob");
    const waiting = bob.getByRole("listitem").filter({ hasText: "Ann" });
    await waiting.getByRole("button", { name: "Join" }).click();
    await bob.waitForURL(address);
    await question(bob).waitFor();

    await watcher.goto(playground.stack.urls.rooms);
    const live = watcher.getByRole("listitem").filter({ hasText: "live" });
    await live.getByRole("link", { name: "Watch" }).click();
    await watcher.getByText("You are watching this battle.").waitFor();

    // A reload in mid-battle comes back to the seat.
    await bob.reload();
    await question(bob).waitFor();

    const ends = await Promise.all([playToTheEnd(ann), playToTheEnd(bob)]);
    const tie = ends.every((end) => end === "The battle ended in a tie.");
    if (!tie) expect(ends.sort()).toEqual(["You lost.", "You won!"]);
    const told = watcher.getByText(/^(Ann|Bob) won|^The battle ended in a tie/).first();
    await told.waitFor();
    expect(await ann.getByRole("log").textContent()).toMatch(/won the battle!|Tie between/);

    // The first page hears of the result by itself, and leads to the replay.
    await watcher.getByRole("link", { name: "Plateau" }).click();
    await watcher.getByRole("link", { name: "Replay", exact: true }).click();
    await watcher.waitForURL(/\/replay\//);
    await watcher.getByRole("button", { name: "To the end" }).click();
    await expect.poll(() => watcher.getByRole("log").textContent()).toMatch(/won the battle!|Tie between/);
    expect(await told.isVisible()).toBe(true);
  });

  it("calls a challenge off that nobody has taken", async () => {
    const page = await playground.guest("Fay");
    const address = await createChallenge(page);
    await page.getByRole("button", { name: "Call the challenge off" }).click();
    await page.getByRole("heading", { name: "Live battles" }).waitFor();
    await page.goto(address);
    await page.getByRole("heading", { name: "Called off" }).waitFor();
  });

  it("gives a battle up only after asking", async () => {
    const [one, two] = [await playground.guest("Cara"), await playground.guest("Dan")];
    await createChallenge(one);
    await one.getByText("You have your seat").waitFor();
    await two.goto(one.url());
    await two.getByRole("button", { name: "Join this battle" }).click();
    await two.getByRole("button", { name: "Forfeit" }).click();
    await two.getByRole("button", { name: "No, play on" }).click();
    await two.getByRole("button", { name: "Forfeit" }).click();
    await two.getByRole("button", { name: "Yes, I forfeit" }).click();
    await two.getByText("You lost by forfeit.").waitFor();
    await one.getByText("You won by forfeit!").waitFor();
  });

  it("shows the validator's messages for a team that is not legal", async () => {
    const page = await playground.guest("Eve");
    await createChallenge(page, { format: "gen9ou" });
    await page.getByLabel(/team, as exported/).fill("Pikachu\n- Fly\n");
    await page.getByRole("button", { name: "Use this team" }).click();
    await page.getByRole("alert").getByRole("listitem").first().waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("Pikachu");
  });

  it("shows new standings without a reload", async () => {
    const [league, season, team, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await playground.database.query("insert into leagues (id, slug, name) values ($1, 'kanto', 'Kanto')", [
      league,
    ]);
    await playground.database.query(
      "insert into seasons (id, league_id, name, format) values ($1, $2, 'Indigo Season', 'gen9ou')",
      [season, league],
    );
    await playground.database.query(
      "insert into teams (id, season_id, name) values ($1, $3, $4), ($2, $3, 'Cerulean')",
      [team, other, season, EVIL],
    );
    const page = await playground.visitor();
    await page.goto(playground.stack.urls.rooms);
    const table = page.getByRole("table", { name: /Indigo Season/ });
    const first = table.getByRole("row").nth(1);
    await table.getByText("Cerulean").waitFor();
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }));

    await playground.database.query(
      "update standings set wins = 3, points = 9, differential = 7 where team_id = $1",
      [other],
    );
    await invalidate([`standings:${season}`]);
    await expect.poll(() => first.textContent()).toMatch(/Cerulean9300\+7/);

    await playground.database.query(
      "update standings set wins = 3, points = 9, differential = 8 where team_id = $1",
      [team],
    );
    await invalidate([`standings:${season}`]);
    await expect.poll(() => first.textContent()).toContain(EVIL);
    expect(await first.textContent()).toContain("ahead on differential");
    expect(
      await page.evaluate(() => [Reflect.get(window, "loadedOnce"), Reflect.get(window, "forged")]),
    ).toEqual([true, undefined]);
  });

  it("shows a ladder as it changes", async () => {
    const page = await playground.visitor();
    await page.goto(`${playground.stack.urls.rooms}/ladder/gen9uu`);
    await page.getByText("Nobody has a rating here yet.").waitFor();
    const rate = async (email: string, name: string, elo: number) => {
      const id = randomUUID();
      await playground.database.query(
        "insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)",
        [id, email, JSON.stringify({ display_name: name })],
      );
      await playground.database.query(
        "insert into ratings (user_id, format, elo, deviation, wins, rated_at) values ($1, 'gen9uu', $2, 50, 3, now())",
        [id, elo],
      );
      await invalidate(["leaderboard:gen9uu"]);
    };
    const first = page.getByRole("row").nth(1);
    await rate("brock@example.com", "Brock", 1200);
    await expect.poll(() => first.textContent()).toMatch(/^1Brock1200.*%1500 ± 503–0–0$/);
    await rate("lance@example.com", "Lance", 1400);
    await expect.poll(() => first.textContent()).toMatch(/^1Lance1400/);
    await page.getByLabel("Format").selectOption("gen9ou");
    await page.getByRole("heading", { name: "Ladder: Gen 9 OU" }).waitFor();
  });

  it("signs up by email, signs out, and lets only the right password in again", async () => {
    const page = await playground.visitor();
    await page.goto(playground.stack.urls.rooms);
    await page.getByRole("radio", { name: "Sign up" }).check();
    await page.getByLabel("Display name").fill("Misty");
    await page.getByLabel("Email").fill("misty@example.com");
    await page.getByLabel("Password").fill("starmie-120");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("banner").getByText("Misty").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();

    await page.getByRole("radio", { name: "Sign in" }).check();
    await page.getByLabel("Email").fill("misty@example.com");
    await page.getByLabel("Password").fill("psyduck-54");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Invalid login credentials").waitFor();
    // The browser reports the refusal as an error of the page.
    playground.browser.errors.length = 0;
    await page.getByLabel("Password").fill("starmie-120");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("banner").getByText("Misty").waitFor();
  });

  it("treats a name that is markup as a name", async () => {
    const page = await playground.guest(EVIL);
    await createChallenge(page);
    await page.getByText("You have your seat").waitFor();
    expect(await page.evaluate(() => Reflect.get(window, "forged"))).toBeUndefined();
  });

  it("is light: its first visit fetches at most 100 KB of code", async () => {
    const page = await playground.visitor();
    const scripts: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response.body());
    });
    await page.goto(playground.stack.urls.rooms);
    await page.getByRole("heading", { name: "Live battles" }).waitFor();
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100 * 1024);
  });

  it("says what to do where there is nothing", async () => {
    const page = await playground.visitor();
    await page.goto(`${playground.stack.urls.rooms}/battle/no-such-battle`);
    await page.getByRole("heading", { name: "No such battle" }).waitFor();
    await page.goto(`${playground.stack.urls.rooms}/nowhere`);
    await page.getByRole("heading", { name: "No such page" }).waitFor();
  });

  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
