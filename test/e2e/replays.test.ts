import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readReplay } from "../../functions/_shared/battle/read-replay.ts";
import { question } from "../harness/browser.ts";
import { lookAt } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";
import { fixtureLog, storeReplay } from "../harness/replays.ts";
import { temporaryFolder } from "../harness/stack.ts";

const EVIL = "<script>forged</script> שלום aaaaaaaaaaaaa";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

let folder: string;
let singles: string;
let doubles: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  const store = (name: string, values = {}) =>
    storeReplay(playground.stack, playground.database, name, values);
  singles = await store("singles");
  doubles = await store("doubles", { p1: EVIL, p2: "Zoe", ended: "2026-11-21T12:00:00Z" });
  for (let number = 0; number < 25; number += 1) {
    await store("forfeit", { p1: "Many", p2: `Foe ${number}`, ended: "2026-10-01T12:00:00Z" });
  }
});

const log = (page: Page) => page.getByRole("log");
const place = (page: Page) => page.locator(".scrubber output");
const hash = (page: Page) => page.evaluate(() => location.hash);

describe("a replay", () => {
  it("opens at the turn and the side that its address names, and looks right", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${singles}#turn=12&side=p2`));
    await page.getByRole("heading", { name: "Ann vs Bob", level: 1 }).waitFor();
    await expect.poll(() => place(page).textContent()).toBe("Turn 12 of 32");
    expect(await log(page).textContent()).toContain("Turn 12");
    expect(await log(page).textContent()).not.toContain("Turn 13");
    expect(await page.locator(".side").first().getAttribute("aria-label")).toBe("Bob");
    expect(await lookAt(page, "replay")).toEqual([]);
  });

  it("goes by turns with the arrow keys, and keeps the place in the address", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${singles}`));
    await expect.poll(() => place(page).textContent()).toBe("Before the first turn");
    expect(await hash(page)).toBe("");
    for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press("ArrowRight");
    expect(await place(page).textContent()).toBe("Turn 3 of 32");
    await expect.poll(() => hash(page)).toBe("#turn=3&side=p1");
    await page.keyboard.press(".");
    await page.keyboard.press("ArrowLeft");
    expect(await place(page).textContent()).toBe("Turn 3 of 32");
    await page.keyboard.press("ArrowLeft");
    expect(await place(page).textContent()).toBe("Turn 2 of 32");
    expect(await log(page).textContent()).not.toContain("Turn 3");
    await page.keyboard.press("s");
    await expect.poll(() => hash(page)).toBe("#turn=2&side=p2");
    await page.keyboard.press("End");
    await expect.poll(() => log(page).textContent()).toContain("won the battle!");
    await expect.poll(() => hash(page)).toBe("#turn=end&side=p2");
    await page.keyboard.press("Home");
    await expect.poll(() => place(page).textContent()).toBe("Before the first turn");
  });

  it("follows an address that changes, and stays where it is for one that makes no sense", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${singles}#turn=5&side=p1`));
    await expect.poll(() => place(page).textContent()).toBe("Turn 5 of 32");
    await page.evaluate(() => location.assign("#turn=9&side=p2"));
    await expect.poll(() => place(page).textContent()).toBe("Turn 9 of 32");
    for (const odd of ["#turn=99999&side=p9", "#turn=-1", "#%", "#turn=<script>"]) {
      await page.goto(address(`/replay/${singles}${odd}`));
      await page.reload();
      await expect.poll(() => place(page).textContent()).toBe("Before the first turn");
    }
    await page.goto(address(`/replay/${singles}#turn=400`));
    await page.reload();
    await expect.poll(() => place(page).textContent()).toBe("The end");
  });

  it("plays by itself, faster on demand, until it is stopped or over", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${singles}#turn=31`));
    await expect.poll(() => place(page).textContent()).toBe("Turn 31 of 32");
    await page.getByLabel("Speed").selectOption("4");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await expect.poll(() => place(page).textContent(), { timeout: 20_000 }).toBe("The end");
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    await page.getByLabel("Place in the replay").fill("0");
    expect(await place(page).textContent()).toBe("Before the first turn");
  });

  it("of a battle with a name that is markup and right to left shows it as a name", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/battle/${doubles}#turn=2`));
    // The battle's own address leads to its replay.
    await page.waitForURL(/\/replay\//);
    await expect.poll(() => place(page).textContent()).toMatch(/^Turn 2 of/);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`${EVIL} vs Zoe`);
    expect(await page.locator("main script").count()).toBe(0);
    expect(await lookAt(page, "replay-doubles")).toEqual([]);
  });

  it("that is not there says so, and where to look", async () => {
    const page = await playground.visitor();
    await page.goto(address("/replay/nothing"));
    await page.getByRole("heading", { name: "No such replay" }).waitFor();
    expect(await lookAt(page, "replay-missing")).toEqual([]);
    await page.getByRole("link", { name: "look for the replay" }).click();
    await page.getByRole("heading", { name: "Replays" }).waitFor();
  });
});

/** Clicks what downloads, and keeps the file. */
async function download(page: Page, button: string): Promise<{ name: string; path: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path, text: await readFile(path, "utf8") };
}

describe("a replay's files", () => {
  it("are the log as it is, JSON that other tools read, and one page: all with the same log", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${singles}`));
    const files = [
      await download(page, "Download the battle log (.log)"),
      await download(page, "Download as JSON (.json)"),
      await download(page, "Offline page (.html)"),
    ];
    expect(files.map(({ name }) => name.replace(/^.*\./, ""))).toEqual(["log", "json", "html"]);
    for (const { text } of files) {
      const read = readReplay(text);
      expect(read.ok && read.file.log).toBe(fixtureLog("singles"));
    }
  });

  it("as one page works from the disk, without any network", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${doubles}`));
    const { path } = await download(page, "Offline page (.html)");
    const alone = await playground.visitor();
    const asked: string[] = [];
    alone.on("request", (request) => asked.push(request.url()));
    await alone.context().setOffline(true);
    await alone.goto(`file://${path}#turn=2&side=p2`);
    await expect.poll(() => place(alone).textContent()).toMatch(/^Turn 2 of/);
    await alone.keyboard.press("ArrowRight");
    expect(await place(alone).textContent()).toMatch(/^Turn 3 of/);
    await expect.poll(() => hash(alone)).toBe("#turn=3&side=p2");
    await alone.keyboard.press("End");
    await expect.poll(() => log(alone).textContent()).toMatch(/won the battle!|Tie between/);
    expect(await lookAt(alone, "replay-offline")).toEqual([]);
    expect(asked.filter((url) => !url.startsWith("file:"))).toEqual([]);
  });

  it("open when they are chosen or dropped, whatever of the three they are", async () => {
    const page = await playground.visitor();
    await page.goto(address(`/replay/${doubles}`));
    const html = await download(page, "Offline page (.html)");
    await page.goto(address("/viewer"));
    await page.getByText("Nothing is open").waitFor();
    expect(await lookAt(page, "viewer-empty")).toEqual([]);
    await page.getByLabel("Open a replay file").setInputFiles(html.path);
    await page.getByRole("heading", { level: 1 }).filter({ hasText: " vs " }).waitFor();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => place(page).textContent()).toMatch(/^Turn 1 of/);

    // Dropped, as by a mouse: a log of another battle.
    const text = fixtureLog("mega");
    const transfer = await page.evaluateHandle((content) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([content], "mega.log", { type: "text/plain" }));
      return dropped;
    }, text);
    await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
    await page.getByText("mega.log").waitFor();
    await page.keyboard.press("End");
    await expect.poll(() => log(page).textContent()).toMatch(/won the battle!|Tie between/);
  });

  it("that are no replays are refused with the reason, and what is open stays", async () => {
    const page = await playground.visitor();
    await page.goto(address("/replays"));
    const odd = join(folder, "odd.json");
    await writeFile(odd, '{"log": 7}');
    await page.getByLabel("Open a replay file").setInputFiles(odd);
    await page.getByRole("alert").getByText("Cannot find a battle log in the replay").waitFor();
    const text = join(folder, "notes.log");
    await writeFile(text, "dear diary\n<script>alert(1)</script>");
    await page.getByLabel("Open a replay file").setInputFiles(text);
    await page.getByRole("alert").getByText("there is no battle in it").waitFor();
    expect(new URL(page.url()).pathname).toBe("/replays");
  });
});

describe("the search for replays", () => {
  const rows = (page: Page) => page.locator(".replay-row");

  it("finds by player, format, Pokémon and day, and keeps the search in the address", async () => {
    const page = await playground.visitor();
    await page.goto(address("/replays"));
    await rows(page).first().waitFor();
    expect(await lookAt(page, "replays")).toEqual([]);
    await page.getByLabel("Player").fill("ann");
    await page.getByLabel("Against").fill("BOB");
    await page.getByLabel("Pokémon").fill("orthworm, goodra hisui");
    await page.getByLabel("From").fill("2026-11-01");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/player=ann&opponent=BOB&pokemon=orthworm/);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.reload();
    expect(await page.getByLabel("Player").inputValue()).toBe("ann");
    await rows(page).getByRole("link", { name: "Replay of Ann vs Bob" }).click();
    await page.waitForURL(/\/replay\//);
    await page.goBack();
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel("Until").fill("2026-11-02");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("No replay fits.").waitFor();
    expect(await lookAt(page, "replays-none")).toEqual([]);
    await page.getByRole("link", { name: "Show all replays" }).click();
    await expect.poll(() => rows(page).count()).toBe(20);
  });

  it("comes a page at a time, with names to choose from", async () => {
    const page = await playground.visitor();
    await page.goto(address("/replays"));
    await page.getByLabel("Player").pressSequentially("man");
    await expect.poll(() => page.locator("datalist option").first().getAttribute("value")).toBe("Many");
    await page.getByLabel("Player").fill("many");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Older" }).click();
    await expect.poll(() => rows(page).count()).toBe(5);
    await page.getByRole("link", { name: "Newest" }).click();
    await expect.poll(() => rows(page).count()).toBe(20);
    await page.goBack();
    await expect.poll(() => rows(page).count()).toBe(5);
  });

  it("says what is wrong with an address that makes no sense", async () => {
    const page = await playground.visitor();
    await page.goto(address("/replays?after=nonsense&from=yesterday&player=%3Cscript%3E"));
    await page.getByRole("alert").getByText("a moment of the search is none").waitFor();
    playground.browser.errors.length = 0;
  });
});

describe("one's own sets", () => {
  it("are shown to the player after the end, and to nobody else", async () => {
    const ann = await playground.guest("Ownsets");
    await ann.getByRole("radio", { name: "Practice" }).check();
    await ann.getByRole("button", { name: "Easy bot" }).click();
    await question(ann).waitFor();
    const id = new URL(ann.url()).pathname.split("/").at(-1) ?? "";

    // Whoever left a battle finds the way back on the first page.
    await ann.goto(address("/"));
    await ann.getByRole("link", { name: "Rejoin" }).click();
    await question(ann).waitFor();
    await ann.getByRole("button", { name: "Forfeit" }).click();
    await ann.getByRole("button", { name: "Yes, I forfeit" }).click();
    await ann.getByText("You lost by forfeit.").waitFor();
    await expect
      .poll(async () => {
        const { rows } = await playground.database.query("select status from battles where id = $1", [id]);
        return rows[0].status;
      })
      .toBe("completed");

    await ann.goto(address(`/replay/${id}`));
    await ann.getByRole("heading", { name: "Your team" }).waitFor();
    await expect.poll(() => ann.locator(".set").count()).toBe(6);
    expect(await ann.locator(".set-moves").first().textContent()).toMatch(/[A-Z]/);
    expect(await lookAt(ann, "replay-own")).toEqual([]);

    const other = await playground.guest("Stranger");
    await other.goto(address(`/replay/${id}`));
    await place(other).waitFor();
    expect(await other.getByRole("heading", { name: "Your team" }).count()).toBe(0);
    const tokenOf = (page: Page) =>
      page.evaluate(() => {
        const key = Object.keys(localStorage).find((name) => name.endsWith("-auth-token")) ?? "";
        return JSON.parse(localStorage.getItem(key) ?? "{}").access_token as string;
      });
    const ask = async (token: string | null) => {
      const response = await fetch(`${playground.stack.urls.functions}/api/v1/battles/${id}/team`, {
        headers: {
          apikey: playground.stack.keys.publishable,
          ...(token && { authorization: `Bearer ${token}` }),
        },
      });
      return {
        status: response.status,
        cache: response.headers.get("cache-control"),
        text: await response.text(),
      };
    };
    expect(await ask(await tokenOf(ann))).toMatchObject({ status: 200, cache: "no-store" });
    expect(await ask(await tokenOf(other))).toMatchObject({ status: 403 });
    expect(await ask(null)).toMatchObject({ status: 401 });
  });
});

describe("all of it", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
