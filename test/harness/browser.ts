import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";

const USUAL_PATHS = [
  // Draws what Chromium draws, without a window's worth of work.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** How Chromium runs in tests. */
export const FLAGS = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The browser that tests drive: `CHROMIUM_PATH`, else the first in a usual place. */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string {
  const wanted = env.CHROMIUM_PATH;
  const found = wanted ?? USUAL_PATHS.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  throw new Error(
    `Cannot find Chromium${wanted === undefined ? "" : ` at CHROMIUM_PATH (${wanted})`}: install it with 'apt-get install -y chromium-headless-shell', or set CHROMIUM_PATH to a Chrome or Chromium binary`,
  );
}

/** Where pictures of Pokémon come from. Tests reach no host but their own: it is as if it were down. */
const SPRITE_HOST = "https://play.pokemonshowdown.com/";

/** A real browser and what went wrong in its pages. */
export interface TestBrowser {
  /** A visitor with a storage of their own. */
  visitor(): Promise<Page>;
  /** Uncaught errors and console errors of all pages so far. */
  errors: string[];
  close(): Promise<void>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  const errors: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    errors,
    async visitor() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
      await page.route(`${SPRITE_HOST}**`, (route) => route.abort("connectionrefused"));
      page.on("console", (message) => {
        if (message.location().url.startsWith(SPRITE_HOST)) return;
        if (message.type() === "error") errors.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
    },
  };
}

/** Lets somebody in at the first page, as a guest. */
export async function enterAsGuest(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel("Display name").fill(name);
  await page.getByRole("button", { name: "Play as guest" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

export interface ChallengeOptions {
  format?: string;
  clock?: string;
}

/** Opens a challenge from the first page. @returns its address */
export async function createChallenge(page: Page, options: ChallengeOptions = {}): Promise<string> {
  if (options.format !== undefined) await page.getByLabel("Format").selectOption(options.format);
  await page.getByRole("radio", { name: "Challenge" }).check();
  if (options.clock !== undefined) await page.getByLabel("Clock").selectOption(options.clock);
  await page.getByRole("button", { name: "Create a challenge" }).click();
  await page.waitForURL(/\/battle\//);
  return page.url();
}

/** The question that a player is asked in a battle. */
export function question(page: Page): Locator {
  return page.getByRole("heading", { name: /(do|hit)\?$|^Send in|^Who goes first/ });
}

/** How the battle ended, to one of its players. */
export function ending(page: Page): Locator {
  return page.getByText(/^You (won|lost)|^The battle (ended in a tie|was called off)/);
}

/** Clicks the first thing that can be chosen, whenever there is one, until the battle is over. */
export async function playToTheEnd(page: Page): Promise<string | null> {
  const option = page.locator("button.option:enabled, .choices button.primary:enabled").first();
  while (!(await ending(page).isVisible())) {
    await option.or(ending(page)).first().waitFor({ timeout: 60_000 });
    // The battle may go on between the look and the click: then there is another button to click.
    await option.click({ timeout: 2000 }).catch(() => undefined);
  }
  return ending(page).textContent();
}
