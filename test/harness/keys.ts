import type { Locator, Page } from "playwright-core";
import { ending, question } from "./browser.ts";

/** What a player presses to choose: moves and targets first, then who comes in. */
const CHOOSING = ["q", "w", "e", "r", "1", "2", "3", "4", "5", "6", "Enter"];

/** What the page asks or says now; it changes with every choice. */
function stateOf(page: Page): Promise<string | null> {
  return page.locator(".controls").textContent();
}

/** Plays a battle to its end without a pointer: presses keys until one chooses. */
export async function playWithKeys(page: Page): Promise<string | null> {
  while (!(await ending(page).isVisible())) {
    await question(page).or(ending(page)).first().waitFor({ timeout: 60_000 });
    await chooseWithKeys(page);
  }
  return await ending(page).textContent();
}

/** Presses keys until one of them chooses. */
export async function chooseWithKeys(page: Page): Promise<void> {
  for (const key of CHOOSING) {
    const before = await stateOf(page);
    await page.keyboard.press(key);
    if ((await stateOf(page)) !== before) return;
  }
}

/** Goes to what has this name with Tab alone, and presses Enter there. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? "");
    if (!name.test(focused)) continue;
    await page.keyboard.press("Enter");
    return;
  }
  throw new Error(`Cannot tab to ${name}: nothing with that name takes the focus`);
}

/** Goes on to an element with Tab alone. */
export async function tabOnTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Cannot tab to ${target}: it does not take the focus`);
}
