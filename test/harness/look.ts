import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** The sizes and colours in which a page is looked at. */
export const LOOKS = [
  { name: "360-light", width: 360, height: 800, scheme: "light" },
  { name: "360-dark", width: 360, height: 800, scheme: "dark" },
  { name: "1280-light", width: 1280, height: 900, scheme: "light" },
  { name: "1280-dark", width: 1280, height: 900, scheme: "dark" },
] as const;

/** Where pictures of the pages are left, for who wants to look at them: they take longer than all that is asserted. */
const FOLDER = process.env.PLATEAU_LOOKS;

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe says of a page as it is now: rule, and the elements that break it. */
export async function findingsOf(page: Page): Promise<string[]> {
  // The page's content policy holds for its own scripts, not for what the debugger evaluates.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await axe);
  return await page.evaluate(async () => {
    const tool = Reflect.get(window, "axe") as typeof import("axe-core");
    const { violations } = await tool.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} (${failureSummary})`),
    );
  });
}

/** How far the page is wider than its window, in pixels. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * Looks at a page in every size and both colours, and tells what is wrong. `PLATEAU_LOOKS` names a folder for pictures.
 *
 * @returns axe's findings and what is wider than the window; empty when all is well
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
  const wrong: string[] = [];
  const before = page.viewportSize();
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: "reduce" });
    if (FOLDER !== undefined) {
      await page.screenshot({ path: join(FOLDER, `${name}-${look.name}.png`), fullPage: true });
    }
    const overflow = await overflowOf(page);
    if (overflow > 0) wrong.push(`${look.name}: ${overflow} pixels wider than the window`);
    for (const finding of await findingsOf(page)) wrong.push(`${look.name}: ${finding}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
  return wrong;
}

/** Notes what jumps in a page from now on, apart from what follows from a click or a key. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Reflect.set(window, "shifts", shifts);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          const name = element ? `${element.tagName.toLowerCase()}.${element.className}` : "?";
          return `${name} from ${previousRect.top},${previousRect.height} to ${currentRect.top},${currentRect.height}`;
        });
        shifts.push(`${entry.value.toFixed(4)}: ${moved.join("; ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What has jumped in the page so far, and how far; less than a hundredth of the window in all is nothing. */
export async function shiftOf(page: Page): Promise<string[]> {
  const shifts = await page.evaluate(() => Reflect.get(window, "shifts") as string[]);
  const whole = shifts.reduce((sum, shift) => sum + Number.parseFloat(shift), 0);
  return whole < 0.01 ? [] : shifts;
}

/** A part of the browser's own that TypeScript does not know yet. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}
