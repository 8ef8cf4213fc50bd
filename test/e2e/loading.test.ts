import { pooledMap } from "deno-std/async/pool.js";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { SECTIONS } from "../../party/web/season/sections.ts";
import { question } from "../harness/browser.ts";
import { shiftOf, watchShifts } from "../harness/look.ts";
import { usePlayground } from "../harness/playground.ts";
import { storeReplay } from "../harness/replays.ts";
import { playSeason } from "../harness/season.ts";

const playground = usePlayground();
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

const ids = { season: "", slug: "", team: "", match: "", player: "", replay: "" };

beforeAll(async () => {
  const { stack, database } = playground;
  const { season } = await playSeason(stack, { battles: 6, seed: "loading pages" });
  const { rows } = await database.query(
    `select l.slug, t.id as team, t.coach_id as player
     from seasons s join leagues l on l.id = s.league_id join teams t on t.season_id = s.id
     where s.id = $1 order by t.name limit 1`,
    [season.id],
  );
  Object.assign(ids, rows[0], { season: season.id, match: season.matches[0]?.id });
  ids.replay = await storeReplay(stack, database, "singles");
}, 240_000);

/** Lets every answer take a while, as on a network that is none of this machine. */
async function slow(page: Page): Promise<void> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("Network.enable");
  await inspector.send("Network.emulateNetworkConditions", {
    ...{ offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 },
  });
}

const PAGES: [string, Record<string, () => string>][] = [
  [
    "the pages that everybody comes to first",
    {
      home: () => "/",
      watch: () => "/watch",
      leagues: () => "/leagues",
      league: () => `/league/${ids.slug}`,
      ladder: () => "/ladder/gen9ou",
      replays: () => "/replays",
    },
  ],
  [
    "a season's parts",
    Object.fromEntries(
      SECTIONS.map(({ key, label }) => [label, () => `/season/${ids.season}${key === "" ? "" : `/${key}`}`]),
    ),
  ],
  [
    "the pages of one thing, and of one's own",
    {
      team: () => `/team/${ids.team}`,
      match: () => `/match/${ids.match}`,
      player: () => `/player/${ids.player}`,
      replay: () => `/replay/${ids.replay}`,
      teams: () => "/teams",
      admin: () => "/admin",
    },
  ],
];
/** So many pages come at once: they wait more than they work. */
const AT_ONCE = 6;

describe("on a slow network nothing that is read jumps while the rest comes, of", () => {
  it.each(PAGES)("%s", async (_name, pages) => {
    const look = async ([name, path, width]: readonly [string, () => string, number]) => {
      const page = await playground.visitor();
      await watchShifts(page);
      await slow(page);
      await page.setViewportSize({ width, height: 800 });
      await page.goto(address(path()));
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expect.poll(() => page.locator(".skeleton").count()).toBe(0);
      // What comes behind the last answer: charts, icons, the place in a replay.
      await page.waitForLoadState("networkidle");
      expect(await shiftOf(page), `${name} at ${width} pixels`).toEqual([]);
      await page.context().close();
    };
    const looks = Object.entries(pages).flatMap(([name, path]) =>
      [360, 1280].map((width) => [name, path, width] as const),
    );
    for await (const _ of pooledMap(AT_ONCE, looks, look));
  });
});

describe("on a slow network", () => {
  it("a battle is there at once for who watches it and for who comes back to it, and does not jump", async () => {
    const player = await playground.guest("Slow Player");
    await player.getByRole("radio", { name: "Practice" }).check();
    await player.getByRole("button", { name: "Easy bot" }).click();
    await question(player).waitFor();
    const battle = player.url();
    const watcher = await playground.visitor();
    for (const page of [watcher, player]) {
      await watchShifts(page);
      await slow(page);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(battle);
        await page.getByText("You are watching this battle.").or(question(page)).first().waitFor();
        await page.waitForLoadState("networkidle");
        expect(await shiftOf(page), `at ${width} pixels`).toEqual([]);
      }
    }
  });
});

describe("code that is gone because a newer page was deployed", () => {
  it("is had by loading the page anew, once", async () => {
    const page = await playground.visitor();
    await page.goto(address("/"));
    await page.getByRole("heading", { name: "Play", level: 1 }).waitFor();
    await page.evaluate(() => Object.assign(window, { loadedBefore: true }));
    let isOld = true;
    page.on("request", (request) => {
      if (request.isNavigationRequest()) isOld = false;
    });
    // PartyKit answers the page for a file that it does not have.
    await page.route("**/dist/page-*.js", (route) =>
      isOld ? route.fulfill({ contentType: "text/html", body: "<!doctype html>" }) : route.continue(),
    );
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Replays" }).click();
    await page.getByRole("heading", { name: "Replays", level: 1 }).waitFor();
    expect(await page.evaluate(() => "loadedBefore" in window)).toBe(false);
    playground.browser.errors.length = 0;
  });
});

describe("while the server is away", () => {
  it("a page that is open stays, says what it cannot have, and goes on when asked", async () => {
    const page = await playground.visitor();
    await page.goto(address("/"));
    await page.getByRole("heading", { name: "Play", level: 1 }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Leagues" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByRole("heading", { name: "Leagues", level: 1 }).waitFor();
    playground.browser.errors.length = 0;
  });

  it("a page that is gone to says so, and comes when asked again", async () => {
    const page = await playground.visitor();
    await page.route("**/config.json", (route) => route.abort("connectionrefused"));
    await page.goto(address("/replays"));
    await page.getByRole("heading", { name: "The league cannot be reached" }).waitFor();
    await page.unroute("**/config.json");
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Replays", level: 1 }).waitFor();
    playground.browser.errors.length = 0;
  });
});

describe("two tabs of one player", () => {
  it("play the same seat: what one chose the other shows, and coming and going of either loses nothing", async () => {
    const page = await playground.guest("Two Tabs");
    await page.getByRole("radio", { name: "Practice" }).check();
    await page.getByRole("button", { name: "Easy bot" }).click();
    await question(page).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await question(other).waitFor();
    for (const key of ["q", "w", "e", "r"]) await other.keyboard.press(key);
    const turn = page.getByRole("log").getByRole("heading", { name: "Turn 2" });
    await turn
      .or(page.getByRole("heading", { name: "Send in the next Pokémon" }))
      .first()
      .waitFor();
    await other.close();
    await question(page).waitFor();
  });

  it("who signs out in one plays a battle on in the other, and gives it up by signing out there", async () => {
    const page = await playground.guest("Signed Out");
    await page.getByRole("radio", { name: "Practice" }).check();
    await page.getByRole("button", { name: "Easy bot" }).click();
    await question(page).waitFor();
    const battle = page.url();
    const other = await page.context().newPage();
    await other.goto(address("/"));
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
    for (const key of ["q", "w", "e", "r"]) await page.keyboard.press(key);
    const next = page.getByRole("log").getByRole("heading", { name: "Turn 2" });
    await next
      .or(page.getByRole("heading", { name: "Send in the next Pokémon" }))
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Plateau" }).click();
    await page.goto(battle);
    await page.getByText("You are watching this battle.").waitFor();
  });
});

describe("all of this", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
