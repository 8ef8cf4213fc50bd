import { describe, expect, it } from "vitest";
import { tabOnTo } from "../harness/keys.ts";
import { lookAt } from "../harness/look.ts";
import { say, useOffice } from "../harness/office.ts";
import { usePlayground } from "../harness/playground.ts";

const playground = usePlayground();
const { sql, person, newLeague, deadLetters } = useOffice(playground);
const address = (path: string) => `${playground.stack.urls.rooms}${path}`;

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

  it("runs the queues with keys alone, and the focus is never lost in a dialog", async () => {
    const { page } = await person("operator");
    const named = (name: string | RegExp) => page.getByRole("button", { name });
    const dialog = page.getByRole("dialog");
    await page.goto(address("/admin/queues"));
    await tabOnTo(page, named("Pause battle_results"));
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    // Behind the dialog nothing takes the focus.
    for (let steps = 0; steps < 6; steps += 1) {
      await page.keyboard.press("Tab");
      expect(await named("Limits of battle_results").evaluate((one) => one === document.activeElement)).toBe(
        false,
      );
    }
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await named("Pause battle_results").evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await tabOnTo(page, named("Pause it"));
    await page.keyboard.press("Enter");
    await tabOnTo(page, named("Resume battle_results"));
    await page.keyboard.press("Enter");
    await named("Pause battle_results").waitFor();
    await tabOnTo(page, page.getByRole("link", { name: "Jobs of battle_results" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await tabOnTo(page, page.getByLabel("A part of the error"));
    await page.keyboard.type("no such error");
    await page.keyboard.press("Enter");
    await page.waitForURL(/failure=no\+such\+error/);
    await say(page, "No job fits");
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

it("no page complained", () => {
  // The browser tells of each call that was meant to be refused.
  const meant = /status of (400|403|404)/;
  expect(playground.browser.errors.filter((error) => !meant.test(error))).toEqual([]);
});
