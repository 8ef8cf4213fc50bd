import type { Page, WebSocketRoute } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createChallenge, ending, question } from "../harness/browser.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();

/** Two guests in a challenge that has begun. */
async function duel(one: string, other: string, clock?: string): Promise<[Page, Page]> {
  const [host, challenger] = [await playground.guest(one), await playground.guest(other)];
  const address = await createChallenge(host, clock === undefined ? {} : { clock });
  await challenger.goto(address);
  await challenger.getByRole("button", { name: "Join this battle" }).click();
  await Promise.all([question(host).waitFor(), question(challenger).waitFor()]);
  return [host, challenger];
}

const firstMove = (page: Page) => page.locator("button.option.move:enabled").first();
const log = (page: Page) => page.getByRole("log");

describe("a battle between two players", () => {
  it("takes a choice back while the opponent is awaited, and keeps it over a reload", async () => {
    const [ann, bob] = await duel("Asa", "Bill");
    await firstMove(ann).click();
    await ann.getByText(/^Chosen: /).waitFor();
    await ann.getByRole("button", { name: "Undo" }).click();
    await firstMove(ann).click();
    await ann.getByText(/^Chosen: /).waitFor();
    await ann.reload();
    await ann.getByText(/^Chosen: /).waitFor();
    await firstMove(bob).click();
    await Promise.all(
      [ann, bob].map((page) =>
        log(page)
          .getByText(/used|Turn 2|switched/)
          .first()
          .waitFor(),
      ),
    );
  });

  it("shows chat as text, whatever is in it", async () => {
    const [ann, bob] = await duel("Ada", "Bo");
    const said = `<img src=x onerror="window.forged = true"> ${"w".repeat(120)}`;
    await ann.getByLabel("Message").fill(said);
    await ann.getByLabel("Message").press("Enter");
    for (const page of [ann, bob]) {
      await log(page).getByText(`<img src=x onerror="window.forged = true">`).waitFor();
      expect(await page.evaluate(() => Reflect.get(window, "forged"))).toBeUndefined();
      expect(await page.evaluate(() => document.body.scrollWidth <= innerWidth)).toBe(true);
    }
    // What was said is no choice: the question stays.
    await question(bob).waitFor();
  });

  it("ends in a tie when both agree on a draw", async () => {
    const [ann, bob] = await duel("Ari", "Brad");
    await ann.getByRole("button", { name: "Offer a draw" }).click();
    await ann.getByText("You offer a draw.").waitFor();
    await bob.getByRole("button", { name: "Accept the draw" }).click();
    for (const page of [ann, bob]) {
      await ending(page).waitFor();
      expect(await ending(page).textContent()).toBe("The battle ended in a tie.");
    }
  });

  it("stops its clocks when both agree, and starts them when one wants to", async () => {
    const [ann, bob] = await duel("Ava", "Buck");
    const clock = (page: Page, name: string) => page.getByRole("timer", { name: `Time of ${name}` });
    await expect.poll(() => clock(ann, "Ava").textContent()).toMatch(/^0:5\d$/);
    await ann.getByRole("button", { name: "Stop the clock" }).click();
    await bob.getByText("Ava wants to play without the clock.").waitFor();
    await bob.getByRole("button", { name: "Agree" }).click();
    for (const page of [ann, bob]) await clock(page, "Buck").waitFor({ state: "detached" });
    await bob.getByRole("button", { name: "Start the clock" }).click();
    for (const page of [ann, bob]) await clock(page, "Buck").waitFor();
  });

  it("has no clocks when it was opened without", async () => {
    const [ann] = await duel("Axel", "Burt", "none");
    await ann.getByRole("button", { name: "Start the clock" }).waitFor();
    expect(await ann.getByRole("timer").count()).toBe(0);
  });

  it("says that the opponent is away, how long that may last, and when they are back", async () => {
    const [ann, bob] = await duel("Aya", "Babs");
    const address = bob.url();
    await bob.goto("about:blank");
    await ann.getByText(/Babs is away and has (1:00|0:5\d) to come back/).waitFor();
    await bob.goto(address);
    await question(bob).waitFor();
    await ann.getByText(/Babs is away/).waitFor({ state: "detached" });
  });

  it("says that its own connection is lost, and goes on by itself when it can", async () => {
    const [, dan] = await duel("Cleo", "Dan");
    const sockets: WebSocketRoute[] = [];
    let blocked = false;
    await dan.routeWebSocket(/\/parties\/battle\//, async (socket) => {
      if (blocked) return await socket.close();
      sockets.push(socket);
      socket.connectToServer();
    });
    await dan.reload();
    await firstMove(dan).waitFor();
    blocked = true;
    await sockets.at(-1)?.close();
    await dan.getByText("The connection is lost.").waitFor();
    blocked = false;
    await dan.getByText("The connection is lost.").waitFor({ state: "detached" });
    await firstMove(dan).click();
    await dan.getByText(/^Chosen: /).waitFor();
  });

  it("counts its spectators, who cannot speak", async () => {
    const [ann] = await duel("Abe", "Barb");
    const watcher = await playground.visitor();
    await watcher.goto(ann.url());
    await watcher.getByText("You are watching this battle.").waitFor();
    await ann.getByText("1 spectator").waitFor();
    expect(await watcher.getByLabel("Message").count()).toBe(0);
    await watcher.goto("about:blank");
    await ann.getByText("1 spectator").waitFor({ state: "detached" });
  });
});

describe("all of this", () => {
  it("has caused no error in any browser", () => {
    expect(playground.browser.errors).toEqual([]);
  });
});
