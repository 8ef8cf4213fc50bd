import pg from "pg";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { StackOptions } from "../../supabase/local/stack.ts";
import { enterAsGuest, openBrowser, type TestBrowser } from "./browser.ts";
import { startTestStack, type TestStack } from "./stack.ts";

/** A whole stack and a real browser, for the tests of one file. */
export interface Playground {
  stack: TestStack;
  browser: TestBrowser;
  database: pg.Client;
  /** Somebody with a browser of their own, for one test. */
  visitor(): Promise<Page>;
  /** A visitor who has come in. A display name is one user's alone. */
  guest(name: string): Promise<Page>;
}

/** Starts a playground before the tests of the file that calls it, and puts it away behind them. */
export function usePlayground(options: () => Promise<Partial<StackOptions>> = async () => ({})): Playground {
  const pages: Page[] = [];
  const names = new Set<string>();
  const playground = {
    async visitor() {
      const page = await playground.browser.visitor();
      pages.push(page);
      return page;
    },
    async guest(name: string) {
      // They would be called something else, and what a test waits for might never be said.
      if (names.has(name)) throw new Error(`Cannot let a second '${name}' in: a name is one user's alone`);
      names.add(name);
      const page = await playground.visitor();
      await enterAsGuest(page, playground.stack.urls.rooms, name);
      return page;
    },
  } as Playground;

  beforeAll(async () => {
    playground.browser = await openBrowser();
    playground.stack = await startTestStack(await options());
    playground.database = new pg.Client(playground.stack.urls.database);
    await playground.database.connect();
  });
  // Whoever a test leaves behind must not be found by the next one.
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await playground.browser?.close();
    await playground.database?.end();
    await playground.stack?.end();
  });
  return playground;
}
