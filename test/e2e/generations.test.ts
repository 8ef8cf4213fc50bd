import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { question } from "../harness/browser.ts";
import { chooseWithKeys } from "../harness/keys.ts";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();

const SCIZOR = `Scizor @ Scizorite
Ability: Technician
EVs: 252 HP / 252 Atk / 4 SpD
Adamant Nature
- Bullet Punch
- Swords Dance
- Roost
- U-turn
`;
const SNORLAX = `Snorlax @ Normalium Z
Ability: Thick Fat
EVs: 252 HP / 252 Atk / 4 SpD
Adamant Nature
- Body Slam
- Crunch
- Earthquake
- Rest
`;

/** Somebody with a battle against a bot, of any format that there is. */
async function practise(name: string, format: string): Promise<Page> {
  const page = await playground.guest(name);
  const { urls, keys } = playground.stack;
  const said = await page.evaluate(
    async ([api, key, wanted]) => {
      const kept = Object.entries(localStorage).find(([name]) => name.endsWith("-auth-token"))?.[1] ?? "{}";
      const response = await fetch(`${api}/functions/v1/create-room`, {
        method: "POST",
        headers: {
          apikey: String(key),
          authorization: `Bearer ${JSON.parse(kept).access_token}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ format: wanted, bot: "easy", clock: "none" }),
      });
      return await response.json();
    },
    [urls.api, keys.publishable, format],
  );
  const { battle_id } = z.object({ battle_id: z.string() }).parse(said);
  await page.goto(`${urls.rooms}/battle/${battle_id}`);
  return page;
}

/** Brings a team of one, and sends it in. */
async function bring(page: Page, team: string): Promise<void> {
  await page.getByLabel(/team, as exported/).fill(team);
  await page.getByRole("button", { name: "Use this team" }).click();
  await page.getByRole("heading", { name: "Who goes first?" }).waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^What will/ }).waitFor();
}

const log = (page: Page) => page.getByRole("log").textContent();

describe("what a generation has of its own is chosen with T", () => {
  it("Mega Evolution in the sixth", async () => {
    const page = await practise("Mega", "gen6ou");
    await bring(page, SCIZOR);
    await page.keyboard.press("t");
    expect(await page.getByLabel("Mega Evolve").isChecked()).toBe(true);
    expect(await lookAt(page, "mega")).toEqual([]);
    await page.keyboard.press("w");
    await expect.poll(() => log(page)).toMatch(/Scizor has Mega Evolved into Mega Scizor!/);
    await page.locator(".side.own, .active").getByText("Scizor-Mega").first().waitFor();
    await question(page).waitFor();
    expect(await page.getByLabel("Mega Evolve").count()).toBe(0);
  });

  it("Z-Moves in the seventh, under their own names", async () => {
    const page = await practise("Zed", "gen7ou");
    await bring(page, SNORLAX);
    await page.keyboard.press("t");
    expect(await page.getByLabel("Z-Move").isChecked()).toBe(true);
    await page.getByRole("button", { name: /^Breakneck Blitz/ }).waitFor();
    expect(await lookAt(page, "z-move")).toEqual([]);
    await page.keyboard.press("t");
    await page.getByRole("button", { name: /^Body Slam/ }).waitFor();
    await page.keyboard.press("t");
    await page.keyboard.press("q");
    await expect.poll(() => log(page)).toMatch(/Snorlax used Breakneck Blitz!/);
  });

  it("Dynamax in the eighth, which goes on for its turns", async () => {
    const page = await practise("Max", "gen8randombattle");
    await question(page).waitFor();
    await page.keyboard.press("t");
    expect(await page.getByLabel("Dynamax").isChecked()).toBe(true);
    const strong = page.getByRole("button", { name: /^(Max|G-Max) / });
    await strong.first().waitFor();
    expect(await lookAt(page, "dynamax")).toEqual([]);
    await page.keyboard.press("q");
    await expect.poll(() => log(page)).toMatch(/Dynamax|Gigantamax/);
    await question(page).waitFor();
    expect(await page.getByLabel("Dynamax").count()).toBe(0);
  });
});

/** What a page's stand-ins for sound and notifications have noted. */
interface Calls {
  asked: number;
  shown: string[];
  tones: number;
}

/** Puts stand-ins in the place of what a test cannot hear or see, and lets the page be hidden. */
async function listen(page: Page, permission: "granted" | "denied" | "phone"): Promise<void> {
  await page.addInitScript((wanted) => {
    const answer = wanted === "denied" ? "denied" : "granted";
    const calls = { asked: 0, shown: [] as string[], tones: 0 };
    let hidden = false;
    class Shown {
      static permission = "default";
      static async requestPermission() {
        calls.asked += 1;
        Shown.permission = answer;
        return answer;
      }
      constructor(title: string, { body }: { body: string }) {
        if (wanted === "phone") throw new TypeError("Illegal constructor");
        calls.shown.push(`${title}: ${body}`);
      }
      close() {}
    }
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...when) {
      calls.tones += 1;
      start.apply(this, when);
    };
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.assign(window, { Notification: Shown, calls, hide: (is: boolean) => (hidden = is) });
  }, permission);
  await page.reload();
}

const calls = (page: Page) => page.evaluate(() => Reflect.get(window, "calls") as Calls);
const hide = (page: Page, is: boolean) =>
  page.evaluate((hidden) => (Reflect.get(window, "hide") as (is: boolean) => void)(hidden), is);

/** Chooses whatever there is until the story goes on, and waits for the next question. */
async function nextTurn(page: Page): Promise<void> {
  const lines = page.getByRole("log").locator("p");
  const before = await lines.count();
  const goOn = async () => {
    if (await question(page).isVisible()) await chooseWithKeys(page);
    return await lines.count();
  };
  await expect.poll(goOn).toBeGreaterThan(before);
  await question(page).waitFor();
}

describe("a player is called", () => {
  it("by nothing that they did not ask for", async () => {
    const page = await practise("Quiet", "gen9randombattle");
    await listen(page, "granted");
    await question(page).waitFor();
    await hide(page, true);
    await nextTurn(page);
    expect(await calls(page)).toEqual({ asked: 0, shown: [], tones: 0 });
  });

  it("by sound and notification once they did, the latter only while nobody can see the page", async () => {
    const page = await practise("Called", "gen9randombattle");
    await listen(page, "granted");
    await question(page).waitFor();
    await page.getByText("Keys, sound and notifications").click();
    await page.getByLabel("A sound on your turn").check();
    await expect.poll(async () => (await calls(page)).tones).toBe(2);
    await page.getByLabel(/^A notification on your turn/).check();
    await expect.poll(async () => (await calls(page)).asked).toBe(1);
    await nextTurn(page);
    await expect.poll(async () => (await calls(page)).tones).toBeGreaterThanOrEqual(4);
    expect((await calls(page)).shown).toEqual([]);
    await hide(page, true);
    await nextTurn(page);
    await expect.poll(async () => (await calls(page)).shown[0]).toMatch(/^Your turn: Called vs /);
  });

  it("by no notification where their browser forbids it, which they are told", async () => {
    const page = await practise("Forbidden", "gen9randombattle");
    await listen(page, "denied");
    await question(page).waitFor();
    await page.getByText("Keys, sound and notifications").click();
    await page.getByLabel(/^A notification on your turn/).click();
    await page.getByText("Your browser does not allow notifications").first().waitFor();
    await expect.poll(() => page.getByLabel(/^A notification on your turn/).isChecked()).toBe(false);
  });
});

it("a phone's browser, which shows no notification of a page's own, plays on", async () => {
  const page = await practise("Phone", "gen9randombattle");
  await listen(page, "phone");
  await question(page).waitFor();
  await page.getByText("Keys, sound and notifications").click();
  await page.getByLabel(/^A notification on your turn/).check();
  await hide(page, true);
  await nextTurn(page);
  await nextTurn(page);
  expect((await calls(page)).shown).toEqual([]);
});

describe("all of this", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
