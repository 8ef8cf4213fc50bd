import { readFile } from "node:fs/promises";
import { openBrowser } from "../harness/browser.ts";
import { STAGED_BATTLE, type Stage, serveStage, setStage } from "../harness/staged-page.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const REPLAY = `${import.meta.dirname}/../fixtures/replays/doubles.log`;
/** How often the replay was told before: the page has a long battle behind it. */
const BEFORE = 4;
const UPDATES = 150;
const FRAME_MS = 16;
/** Updates a second, for so many seconds. */
const RATE = 200;
const SECONDS = 5;
/** The share of its time, in percent, that the page may spend on them: the rest is its visitor's. */
const BUSY = 50;

/**
 * How long a battle's page takes from a message to a document that is laid out, late in a long battle; and how busy it
 * is while updates pour in, in the processor's time: what else runs on the machine does not count.
 */
async function run(): Promise<Figure[]> {
  const lines = (await readFile(REPLAY, "utf8"))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("|win"));
  const site = await serveStage();
  const browser = await openBrowser();
  try {
    const page = await browser.visitor();
    await setStage(page);
    await page.goto(`${site.url}/battle/${STAGED_BATTLE}`);
    await page.waitForFunction(() => "stage" in window);
    const plan = {
      lines,
      before: BEFORE,
      updates: UPDATES,
      rate: RATE,
      seconds: SECONDS,
      battle: STAGED_BATTLE,
    };
    const drawn = await page.evaluate(measure, plan);
    const inspector = await page.context().newCDPSession(page);
    await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
    const worked = async () => {
      const { metrics } = await inspector.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    };
    const before = await worked();
    const said = await page.evaluate(flood, plan);
    const busy = (100 * ((await worked()) - before)) / SECONDS;
    if (said < RATE * SECONDS * 0.95) throw new Error(`Cannot measure: only ${said} updates were said`);
    if (browser.errors.length > 0) throw new Error(`Cannot measure: ${browser.errors.join("; ")}`);
    return [
      figure("web.draw.update", median(drawn), "ms", FRAME_MS),
      figure("web.draw.flood", busy, "% busy", BUSY),
    ];
  } finally {
    await browser.close();
    await site.stop();
  }
}

interface Plan {
  lines: string[];
  before: number;
  updates: number;
  rate: number;
  seconds: number;
  battle: string;
}

/** Runs in the page. @returns milliseconds from each message to its drawing */
async function measure(plan: Plan): Promise<number[]> {
  const { lines, before, updates } = plan;
  const { say } = Reflect.get(window, "stage") as Stage;
  const past = Array.from({ length: before }, () => lines).flat();
  let seq = past.length;
  let next = 0;
  const start = {
    type: "BATTLE_START",
    v: 1,
    battleId: plan.battle,
    format: "gen9randomdoublesbattle",
    players: { p1: "Ann", p2: "Bob" },
    ...{ started: true, rated: false, clock: null, casual: true, bot: null, series: null, delay: 0 },
  };
  const restored = {
    type: "BATTLE_RESTORED",
    ...{ seq, log: past, request: null, choice: null, clocks: null, draw: null, end: null, spectators: 0 },
    timer: { on: false, off: [] },
    away: { p1: null, p2: null },
  };
  for (const message of [start, restored]) say(message as never);
  /** As many lines as a turn has. */
  const update = (count: number) => {
    const fresh = Array.from({ length: count }, (_, index) => lines[(next + index) % lines.length] ?? "");
    next += count;
    seq += count;
    // Every update has something to tell.
    fresh[count - 1] = "|-message|The battle goes on.";
    return { type: "BATTLE_UPDATE" as const, seq, log: fresh, request: null, clocks: null };
  };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const rest = (ms: number) => new Promise((done) => setTimeout(done, ms));
  await rest(1000);
  const log = document.querySelector('[role="log"]');
  if (log === null) throw new Error("Cannot measure: the page shows no log");

  const drawn: number[] = [];
  for (let count = 0; count < updates; count += 1) {
    const message = update(12);
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      observer.observe(log, { childList: true, subtree: true, characterData: true });
    });
    const began = performance.now();
    say(message);
    await changed;
    // Reading a place makes the browser lay the page out.
    log.getBoundingClientRect();
    drawn.push(performance.now() - began);
    await frame();
    await rest(20);
  }

  return drawn.slice(10);
}

/** Runs in the page behind `measure`. @returns how many updates were said */
async function flood(plan: Plan): Promise<number> {
  const { lines, before, updates, rate, seconds } = plan;
  const { say } = Reflect.get(window, "stage") as Stage;
  let seq = lines.length * before + updates * 12;
  const began = performance.now();
  let said = 0;
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; said < due; said += 1) {
      seq += 2;
      const log = [lines[said % lines.length] ?? "", "|-message|The battle goes on."];
      say({ type: "BATTLE_UPDATE", seq, log, request: null, clocks: null });
    }
    await new Promise((done) => setTimeout(done, 1));
  }
  return said;
}

function figure(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, baseline: null, ratio: null, goal: `≤ ${limit}`, met: value <= limit };
}

export const bench: Bench = { name: "web.draw", run };
