import lighthouse, { desktopConfig, type Flags } from "lighthouse";
import pg from "pg";
import { chromium, type Page } from "playwright-core";
import { freePort } from "../../supabase/local/ports.ts";
import { chromiumPath, enterAsGuest, FLAGS, question } from "../harness/browser.ts";
import { networkEdge } from "../harness/network-edge.ts";
import { startTestStack } from "../harness/stack.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const GOAL = 95;
/** Of so many audits of a page the middle one counts. */
const ROUNDS = 3;
const CATEGORIES = ["performance", "accessibility"] as const;
type Category = (typeof CATEGORIES)[number];

/**
 * Lighthouse's scores of the pages that people look at first, as a computer and as a phone on a slow network has them.
 * Nothing leaves the machine.
 */
async function run(): Promise<Figure[]> {
  const stack = await startTestStack({ seed: true });
  const site = await networkEdge(stack.urls.rooms);
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...FLAGS, `--remote-debugging-port=${port}`, "--ignore-certificate-errors"],
  });
  try {
    const visitor = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    const pages: Record<string, string> = {
      home: "/",
      replay: await finished(visitor, site.url),
      battle: await begun(visitor),
      league: await season(stack.urls.database),
    };
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(pages)) {
      for (const device of ["desktop", "mobile"] as const) {
        figures.push(...(await audit(`${site.url}${path}`, `web.audit.${name}.${device}`, device, port)));
      }
    }
    return figures;
  } finally {
    await browser.close();
    await site.stop();
    await stack.end();
  }
}

async function practise(page: Page): Promise<string> {
  await page.getByRole("radio", { name: "Practice" }).check();
  await page.getByRole("button", { name: "Easy bot" }).click();
  await question(page).waitFor();
  return new URL(page.url()).pathname;
}

/** Gives a battle up. @returns the path of its replay */
async function finished(page: Page, site: string): Promise<string> {
  await enterAsGuest(page, site, "Ann");
  const path = (await practise(page)).replace("/battle/", "/replay/");
  await page.getByRole("button", { name: "Forfeit" }).click();
  await page.getByRole("button", { name: "Yes, I forfeit" }).click();
  await page.getByText("You lost by forfeit.").waitFor();
  await page.goto(site);
  await page.getByRole("link", { name: "Replay", exact: true }).first().waitFor();
  return path;
}

/** Begins a battle, which goes on. @returns its path */
function begun(page: Page): Promise<string> {
  return practise(page);
}

async function season(database: string): Promise<string> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    const { rows } = await client.query("select id from seasons order by created_at limit 1");
    return `/season/${rows[0].id}`;
  } finally {
    await client.end();
  }
}

/** The scores of a page; what lowers one that misses its goal is told beside the figures. */
async function audit(
  url: string,
  name: string,
  device: "desktop" | "mobile",
  port: number,
): Promise<Figure[]> {
  const flags: Flags = { port, onlyCategories: [...CATEGORIES], logLevel: "error", output: "json" };
  const scores: Record<Category, number[]> = { performance: [], accessibility: [] };
  const weak = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = await lighthouse(url, flags, device === "desktop" ? desktopConfig : undefined);
    if (!result) throw new Error(`Cannot audit ${url}: Lighthouse told nothing`);
    const { lhr } = result;
    if (lhr.runtimeError) throw new Error(`Cannot audit ${url}: ${lhr.runtimeError.message}`);
    for (const category of CATEGORIES) {
      const { score, auditRefs } = lhr.categories[category] ?? { score: null, auditRefs: [] };
      const points = Math.round(100 * (score ?? 0));
      scores[category].push(points);
      if (points >= GOAL) continue;
      for (const { id, weight } of auditRefs) {
        const said = lhr.audits[id];
        if (weight > 0 && (said?.score ?? 1) < 0.9) weak.add(`${id}: ${said?.displayValue ?? said?.title}`);
      }
    }
  }
  if (weak.size > 0) console.error(`${name}: ${[...weak].join("; ")}`);
  return CATEGORIES.map((category) => {
    const value = median(scores[category]);
    return {
      ...{ name: `${name}.${category}`, value, unit: "of 100", baseline: null, ratio: null },
      goal: `≥ ${GOAL}`,
      met: value >= GOAL,
    };
  });
}

export const bench: Bench = { name: "web.audit", run };
