import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { DEMO_TEAMS } from "../../supabase/local/demo/teams.ts";
import { createChallenge, ending, question } from "../harness/browser.ts";
import { playWithKeys, tabTo } from "../harness/keys.ts";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();

/** Two guests in a challenge that has begun. */
async function duel(one: string, other: string, format: string): Promise<[Page, Page]> {
  const [host, challenger] = [await playground.guest(one), await playground.guest(other)];
  const address = await createChallenge(host, { format, clock: "none" });
  await challenger.goto(address);
  await challenger.getByRole("button", { name: "Join this battle" }).waitFor();
  await tabTo(challenger, /^Join this battle$/);
  await Promise.all([question(host).waitFor(), question(challenger).waitFor()]);
  return [host, challenger];
}

/** Opens a practice battle of gen9ou, up to its team preview. */
async function teamPreview(name: string): Promise<Page> {
  const page = await playground.guest(name);
  await page.getByLabel("Format").selectOption("gen9ou");
  await page.getByRole("link", { name: "Add one" }).click();
  await page.getByRole("button", { name: "Add a team" }).click();
  await page.getByLabel("Name").fill("Balance");
  await page.getByLabel(/^Team, as exported/).fill(DEMO_TEAMS[0]?.export ?? "");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Balance").waitFor();
  await page.getByRole("link", { name: "Plateau" }).click();
  await page.getByRole("radio", { name: "Practice" }).check();
  await page.getByRole("button", { name: "Easy bot" }).click();
  await page.getByRole("heading", { name: "Who goes first?" }).waitFor();
  return page;
}

/** The first three in the order that team preview shows. */
const order = async (page: Page) =>
  (await page.locator(".previews .option-name bdi").allTextContents()).slice(0, 3);

describe("a battle", () => {
  it.each([
    ["gen9randombattle", "Alba", "Basil"],
    ["gen9randomdoublesbattle", "Alec", "Bess"],
  ])("of %s is played to its end by two browsers with keys alone", async (format, one, other) => {
    const [ann, bob] = await duel(one, other, format);
    const ends = await Promise.all([playWithKeys(ann), playWithKeys(bob)]);
    if (!ends.every((end) => end === "The battle ended in a tie.")) {
      expect(ends.sort()).toEqual(["You lost.", "You won!"]);
    }
    expect(await lookAt(ann, `ended-${format}`)).toEqual([]);
  });

  it.each([
    ["gen9randombattle", "Abby"],
    ["gen9randomdoublesbattle", "Agnes"],
  ])("of %s looks right, and axe finds nothing wrong with it", async (format, name) => {
    const page = await playground.guest(name);
    await page.getByLabel("Format").selectOption(format);
    await page.getByRole("radio", { name: "Practice" }).check();
    await page.getByRole("button", { name: "Hard bot" }).click();
    for (let turn = 1; turn <= 6; turn += 1) {
      await question(page).or(ending(page)).first().waitFor({ timeout: 30_000 });
      if (turn === 1) expect(await lookAt(page, `${format}-1`)).toEqual([]);
      for (const key of ["q", "q", "w", "e", "r", "2", "3", "4", "5", "6"]) await page.keyboard.press(key);
    }
    expect(await lookAt(page, `${format}-6`)).toEqual([]);
  });

  it("draws tokens while the host of pictures is down, and its pictures where it is not", async () => {
    const page = await playground.guest("Alva");
    const practise = async () => {
      await page.getByRole("radio", { name: "Practice" }).check();
      await page.getByRole("button", { name: "Easy bot" }).click();
      await question(page).waitFor();
    };
    await practise();
    const tokens = page.locator(".active .token");
    expect(await tokens.count()).toBe(2);
    for (const token of await tokens.all()) expect(await token.isVisible()).toBe(true);

    const picture =
      '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><circle cx="48" cy="48" r="40"/></svg>';
    await page.route("https://play.pokemonshowdown.com/**", (route) =>
      route.fulfill({ contentType: "image/svg+xml", body: picture }),
    );
    await page.reload();
    await question(page).waitFor();
    await page.locator(".active .sprite.come img").nth(1).waitFor();
    expect(await tokens.first().isVisible()).toBe(false);
  });

  it("puts its team in order with digits, arrow keys and drags, and begins with Enter", async () => {
    const page = await teamPreview("Adele");
    expect(await lookAt(page, "preview")).toEqual([]);
    const [first, second, third] = await order(page);
    await page.keyboard.press("3");
    await expect.poll(() => order(page)).toEqual([third, first, second]);
    await page.keyboard.press("3");
    await expect.poll(() => order(page)).toEqual([first, second, third]);
    const item = (name: string | undefined) => page.locator(".previews li").filter({ hasText: name ?? "?" });
    await item(second).getByRole("button").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => order(page)).toEqual([second, first, third]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(second);
    await item(third).dragTo(item(second));
    await expect.poll(() => order(page)).toEqual([third, second, first]);
    await page.getByRole("heading", { name: "Who goes first?" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `What will ${third} do?` }).waitFor();
    expect(await lookAt(page, "first-turn")).toEqual([]);
  });

  it("lets letters be letters while somebody types, and choices be made by clicks alone", async () => {
    const [ann] = await duel("Arthur", "Boris", "gen9randombattle");
    await ann.getByLabel("Message").fill("");
    await ann.getByLabel("Message").pressSequentially("qwer 123");
    expect(await ann.getByLabel("Message").inputValue()).toBe("qwer 123");
    expect(await question(ann).isVisible()).toBe(true);
    await ann.getByText("Keys, sound and notifications").click();
    await ann.getByLabel("Choose with these keys").uncheck();
    await ann.keyboard.press("q");
    await ann.keyboard.press("w");
    expect(await question(ann).isVisible()).toBe(true);
    await ann.getByLabel("Choose with these keys").check();
    for (const key of ["q", "w", "e", "r"]) await ann.keyboard.press(key);
    await ann.getByText(/^Chosen: /).waitFor();
    await ann.keyboard.press("Backspace");
    await question(ann).waitFor();
  });

  it("calls for its player in the title and in words", async () => {
    const [ann, bob] = await duel("Astrid", "Bram", "gen9randombattle");
    await expect.poll(() => ann.title()).toBe("● Your turn: Astrid vs Bram · Plateau");
    await expect.poll(() => ann.locator("[data-said=polite]").textContent()).toContain("Turn 1. Your turn.");
    for (const key of ["q", "w", "e", "r"]) await ann.keyboard.press(key);
    await expect.poll(() => ann.title()).toBe("Astrid vs Bram · Plateau");
    await bob.getByRole("button", { name: "Forfeit" }).click();
    const dialog = bob.getByRole("dialog", { name: "Give the battle up?" });
    await dialog.waitFor();
    expect(await lookAt(bob, "forfeit")).toEqual([]);
    // What keys would choose is behind the dialog.
    await bob.keyboard.press("q");
    await bob.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await question(bob).isVisible()).toBe(true);
  });

  it("goes on by itself after the room server was killed", async () => {
    const [ann, bob] = await duel("Ash", "Brock", "gen9randombattle");
    for (const key of ["q", "w", "e", "r"]) await ann.keyboard.press(key);
    await ann.getByText(/^Chosen: /).waitFor();
    const { pid } = playground.stack.parts.rooms ?? { pid: 0 };
    process.kill(-pid, "SIGKILL");
    await ann.getByText("The connection is lost.").waitFor();
    expect(await lookAt(ann, "reconnecting")).toEqual([]);
    await ann.getByText("The connection is lost.").waitFor({ state: "detached", timeout: 60_000 });
    await bob.getByText("The connection is lost.").waitFor({ state: "detached", timeout: 60_000 });
    // What was chosen before is chosen still.
    await ann.getByText(/^Chosen: /).waitFor();
    for (const key of ["q", "w", "e", "r"]) await bob.keyboard.press(key);
    for (const page of [ann, bob]) {
      await page
        .getByRole("log")
        .getByText(/used|Turn 2|switched|fainted/)
        .first()
        .waitFor();
    }
    // The browser reports what it could not reach meanwhile.
    playground.browser.errors.length = 0;
  });
});

describe("all of this", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
