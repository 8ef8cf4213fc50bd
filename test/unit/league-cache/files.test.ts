import { parseDocument } from "htmlparser2";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { Fixture, MatchesView } from "../../../functions/_shared/schema/league.ts";
import { calendarOf } from "../../../party/league/files/calendar.ts";
import { resultsOf } from "../../../party/league/files/results.ts";
import { answerFile, fileAt } from "../../../party/league/files.ts";
import { viewOf } from "../../../party/league/view.ts";

const season = "00000000-0000-4000-8000-000000000001";
const origin = "https://league.example";

function fixture(number: number, more: Partial<Fixture> = {}): Fixture {
  return Fixture.parse({
    match_id: `00000000-0000-4000-8000-00000000010${number}`,
    round: 1,
    status: "scheduled",
    home_team_id: "home",
    home: "Reds",
    away_team_id: "away",
    away: "Blues",
    winner_team_id: null,
    home_games: 0,
    away_games: 0,
    home_score: null,
    away_score: null,
    end_type: null,
    battle_id: null,
    scheduled_at: "2026-12-01T18:00:00+00:00",
    played_at: null,
    revision: 0,
    revised_at: "2026-11-01T10:00:00.123456+00:00",
    ...more,
  });
}

const WON: Partial<Fixture> = {
  status: "completed",
  winner_team_id: "home",
  home_games: 1,
  home_score: 3,
  away_score: 0,
  end_type: "win",
  played_at: "2026-12-01T18:40:00+00:00",
  revised_at: "2026-12-01T18:40:01+00:00",
};

const view = (matches: Fixture[]): MatchesView =>
  MatchesView.parse({
    season_id: season,
    season: "Indigo",
    league: "Kanto",
    format: "gen9ou",
    best_of: 1,
    matches,
  });

/** Names that break what does not escape them. */
const HOSTILE = "A,B;C\\D\nBEGIN:VEVENT ]]> <script>&amp;\u0001 “שלום” ".repeat(3);

describe("a schedule as a calendar", () => {
  const eventsOf = (matches: Fixture[], bestOf = 1) => {
    const text = calendarOf({ name: "Kanto", bestOf, matches, origin });
    const calendar = new ICAL.Component(ICAL.parse(text));
    return calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  };

  it("holds each match that has a date, in universal time, with its page", () => {
    const [event, ...others] = eventsOf([fixture(1), fixture(2, { scheduled_at: null })]);
    expect(others).toEqual([]);
    expect(event?.uid).toBe("00000000-0000-4000-8000-000000000101@plateau");
    expect(event?.summary).toBe("Reds vs Blues");
    expect(event?.startDate.toString()).toBe("2026-12-01T18:00:00Z");
    expect(event?.endDate.toString()).toBe("2026-12-01T19:00:00Z");
    expect(event?.component.getFirstPropertyValue("url")).toBe(
      `${origin}/match/00000000-0000-4000-8000-000000000101`,
    );
  });

  it("gives a series more time", () => {
    const [event] = eventsOf([fixture(1)], 3);
    expect(event?.duration.toSeconds()).toBe(2 * 3600);
  });

  it("keeps a match's name when it is put off, and counts the change", () => {
    const [before] = eventsOf([fixture(1)]);
    const [after] = eventsOf([
      fixture(1, {
        scheduled_at: "2026-12-08T18:00:00+00:00",
        revision: 1,
        revised_at: "2026-11-20T08:00:00Z",
      }),
    ]);
    expect(after?.uid).toBe(before?.uid);
    expect([before?.sequence, after?.sequence]).toEqual([0, 1]);
    expect(after?.startDate.toString()).toBe("2026-12-08T18:00:00Z");
    expect(String(after?.component.getFirstPropertyValue("last-modified"))).toBe("2026-11-20T08:00:00Z");
  });

  it("says that a match was cancelled, and nothing of a result", () => {
    const events = eventsOf([fixture(1, { status: "cancelled" }), fixture(2, WON)]);
    expect(events.map(({ component }) => component.getFirstPropertyValue("status"))).toEqual([
      "CANCELLED",
      "CONFIRMED",
    ]);
    expect(calendarOf({ name: "Kanto", bestOf: 1, matches: [fixture(2, WON)], origin })).not.toMatch(
      /3–0|won/,
    );
  });

  it("is one event whatever a team is called", () => {
    const events = eventsOf([fixture(1, { home: HOSTILE })]);
    expect(events).toHaveLength(1);
    expect(events[0]?.summary).toContain("A,B;C\\D BEGIN:VEVENT ]]> <script>&amp; “שלום”");
    expect(events[0]?.summary.endsWith("vs Blues")).toBe(true);
  });

  it("is the same text for the same schedule", () => {
    const write = () => calendarOf({ name: "Kanto", bestOf: 1, matches: [fixture(1)], origin });
    expect(write()).toBe(write());
    expect(calendarOf({ name: "Kanto", bestOf: 1, matches: [], origin })).toContain("END:VCALENDAR");
  });
});

describe.each(["atom", "rss"] as const)("results as a feed (%s)", (kind) => {
  const entry = kind === "atom" ? "entry" : "item";
  const entriesOf = (matches: Fixture[]) => {
    const document = parseDocument(resultsOf(view(matches), kind, origin), { xmlMode: true });
    return find(document.children, entry).map((one) => ({
      title: textOf(find(one.children, "title")[0]),
      id: textOf(find(one.children, kind === "atom" ? "id" : "guid")[0]),
      text: textOf(one),
    }));
  };

  it("tells what is over, the latest first", () => {
    const later = { ...WON, played_at: "2026-12-02T18:00:00Z", home_score: 1 };
    const entries = entriesOf([fixture(1, WON), fixture(2), fixture(3, later)]);
    expect(entries.map(({ title }) => title)).toEqual(["Reds 1–0 Blues", "Reds 3–0 Blues"]);
    expect(entries[0]?.id).toBe("urn:uuid:00000000-0000-4000-8000-000000000103");
    expect(entries[0]?.text).toContain("Reds won");
  });

  it("is one entry whatever a team is called, and whole XML", () => {
    const entries = entriesOf([fixture(1, { ...WON, home: HOSTILE })]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.title).toContain("]]> <script>&amp; “שלום”");
    expect(resultsOf(view([fixture(1, { ...WON, home: HOSTILE })]), kind, origin)).not.toContain("\u0001");
  });

  it("is the same text for the same results, and of no more than fifty", () => {
    const write = (matches: Fixture[]) => resultsOf(view(matches), kind, origin);
    expect(write([fixture(1, WON)])).toBe(write([fixture(1, WON)]));
    expect(entriesOf(Array.from({ length: 60 }, () => fixture(1, WON)))).toHaveLength(50);
    expect(entriesOf([])).toEqual([]);
  });
});

describe("a file of the league", () => {
  const at = (path: string) => fileAt(new URL(`${origin}/parties/league/all${path}`));

  it.each([
    [`/seasons/${season}/schedule.ics`, `matches:${season}`, "text/calendar; charset=utf-8"],
    [`/teams/${season}/schedule.ics`, `team:${season}`, "text/calendar; charset=utf-8"],
    [`/seasons/${season}/results.atom`, `matches:${season}`, "application/atom+xml; charset=utf-8"],
    [`/seasons/${season}/results.rss`, `matches:${season}`, "application/rss+xml; charset=utf-8"],
    [`/card?path=/match/${season}`, `match:${season}`, "application/json; charset=utf-8"],
  ])("%s is made of %s", (path, tag, type) => {
    expect(at(path)).toMatchObject({ tag, type });
  });

  it.each([
    "",
    "?tag=battles",
    "/seasons",
    "/seasons/x/y",
    `/seasons/${season}/schedule.ics/more`,
    "/card?path=/teams",
  ])("%j is none", (path) => {
    expect(at(path)).toBeNull();
  });

  it("has a mark by which a copy is known to be good, and is not read for a name that is none", async () => {
    const file = at(`/seasons/${season}/schedule.ics`);
    const strange = at("/seasons/..%2f..%2fetc/schedule.ics");
    if (file === null || strange === null) throw new Error("no file");
    const reads: string[] = [];
    const room = {
      read: async (tag: string) => {
        reads.push(tag);
        return { view: await viewOf(JSON.stringify(view([fixture(1)]))), stale: false };
      },
    };
    const ask = (headers: Record<string, string> = {}) =>
      answerFile(new Request(`${origin}/parties/league/all`, { headers }), file, room);
    const first = await ask();
    const etag = first?.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await ask({ "if-none-match": `W/${etag}` }))?.status).toBe(304);
    expect((await ask({ "if-none-match": '"other"' }))?.status).toBe(200);
    expect(await answerFile(new Request(origin), strange, room)).toBeNull();
    expect(new Set(reads)).toEqual(new Set([`matches:${season}`]));
  });
});

interface Element {
  name?: string;
  data?: string;
  children?: Element[];
}

/** The elements of that name that lie in these, however deep. */
function find(nodes: unknown, name: string): { children: unknown }[] {
  return (nodes as Element[]).flatMap((node) => [
    ...(node.name === name ? [{ children: node.children ?? [] }] : []),
    ...find(node.children ?? [], name),
  ]);
}

function textOf(node: { children: unknown } | undefined): string {
  return ((node?.children ?? []) as Element[])
    .map((child) => child.data ?? textOf({ children: child.children ?? [] }))
    .join("")
    .trim();
}
