import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const USUAL_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FLAGS = [
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
    `Cannot find Chromium${wanted === undefined ? "" : ` at CHROMIUM_PATH (${wanted})`}: install it with 'apt-get install -y chromium', or set CHROMIUM_PATH to a Chrome or Chromium binary`,
  );
}

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
      page.on("console", (message) => {
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
