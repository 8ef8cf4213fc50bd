import { describe, expect, it } from "vitest";
import { escapeLog, unescapeLog } from "../../../functions/_shared/battle/log-in-page.ts";
import { readReplay } from "../../../functions/_shared/battle/read-replay.ts";
import { readPlace, stepAt, writePlace } from "../../../party/web/replay/place.ts";
import { htmlOf, jsonOf, MARKS, type ReplayRecord } from "../../../party/web/replay/record.ts";
import {
  lastStep,
  publicLines,
  stepOf,
  timelineOf,
  turnAfter,
  turnAt,
  turnBefore,
} from "../../../party/web/replay/timeline.ts";
import { toldOf } from "../../../party/web/replay/told.ts";
import { fixtureLog } from "../../harness/replays.ts";

const LINES = publicLines(fixtureLog("singles"));

describe("a timeline", () => {
  const timeline = timelineOf(LINES);

  it("tells more with each step, and all of the log with the last", () => {
    expect(timeline.ends.every((end, index) => end > (timeline.ends[index - 1] ?? 0))).toBe(true);
    expect(timeline.ends.at(-1)).toBe(LINES.length);
  });

  it("shows at the beginning of a turn what led to it, and nothing of it", () => {
    for (const [turn, step] of timeline.turns.entries()) {
      if (turn > 0) expect(LINES[(timeline.ends[step] ?? 0) - 1]).toBe(`|turn|${turn}`);
    }
    expect(timeline.turns).toHaveLength(33);
  });

  it("leads from turn to turn, to the end behind the last and to the beginning before the first", () => {
    expect(turnAt(timeline, stepOf(timeline, 7))).toBe(7);
    expect(turnAfter(timeline, stepOf(timeline, 7))).toBe(stepOf(timeline, 8));
    expect(turnBefore(timeline, stepOf(timeline, 7) + 1)).toBe(stepOf(timeline, 7));
    expect(turnBefore(timeline, stepOf(timeline, 7))).toBe(stepOf(timeline, 6));
    expect(turnAfter(timeline, stepOf(timeline, 32))).toBe(lastStep(timeline));
    expect(turnBefore(timeline, 0)).toBe(0);
  });

  it.each([
    ["nothing", []],
    ["no turns", ["|player|p1|Ann||"]],
    ["turns out of order", ["|start", "|turn|5", "|turn|1", "|turn|1", "|turn|x", "|move|"]],
  ])("of a log with %s has one place at least", (_, log) => {
    const odd = timelineOf(log);
    expect(odd.ends.at(-1)).toBe(log.length);
    expect(stepOf(odd, 3)).toBeLessThanOrEqual(lastStep(odd));
    expect(odd.turns[0]).toBe(0);
  });
});

describe("a place", () => {
  const timeline = timelineOf(LINES);

  it("is written as it is read", () => {
    for (const text of ["turn=0&side=p1", "turn=12&side=p2", "turn=end&side=p1"]) {
      const place = readPlace(text);
      expect(writePlace(timeline, stepAt(timeline, place), place.side)).toBe(text);
    }
  });

  it("that makes no sense is the beginning, and behind the end it is the end", () => {
    for (const text of ["", "turn=-1", "turn=1e3", "%", "side=p3"]) {
      expect(stepAt(timeline, readPlace(text))).toBe(0);
      expect(readPlace(text).side).toBe("p1");
    }
    expect(stepAt(timeline, readPlace("turn=9999"))).toBe(lastStep(timeline));
  });
});

describe("the lines that everybody saw", () => {
  it("leave out what one side alone was told", () => {
    const log =
      "|start\r\n|split|p1\n|switch|p1a: A|A|120/120\n|switch|p1a: A|A|100/100\n\n|turn|1\n|split|p2";
    expect(publicLines(log)).toEqual(["|start", "|switch|p1a: A|A|100/100", "|turn|1"]);
  });

  it("tell who plays at what, the first that is said", () => {
    expect(toldOf(["|player|p1|Ann||", "|player|p1|", "|player|p2|", "|tier|[Gen 9] OU"])).toEqual({
      players: { p1: "Ann", p2: null },
      format: "[Gen 9] OU",
    });
  });
});

describe("a replay's file", () => {
  const hostile = "|c|☆Ann|</script><script>x</script> <!--<script> <\\!-- \\/ // $& $1 PLATEAU-ID";
  const record: ReplayRecord = {
    id: "b-1",
    format: "gen9ou",
    players: { p1: "<b>$&</b>", p2: '"PLATEAU-LOG"' },
    endedAt: "2026-11-20T12:00:00Z",
    log: `|start\n${hostile}\n|win|Ann`,
  };
  const template = `<title>${MARKS.title}</title><input name="replayid" value="${MARKS.id}"><script class="battle-log-data">${MARKS.log}</script>`;

  it("as a page gives back the very log, whatever was said in it", () => {
    const page = htmlOf(template, record);
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.match(/<\/script/g)).toHaveLength(1);
    expect(page).not.toContain("<!--");
    expect(page).toContain("<title>&lt;b&gt;$&amp;&lt;/b&gt; vs &quot;PLATEAU-LOG&quot;</title>");
    const read = readReplay(page);
    expect(read).toMatchObject({ ok: true, file: { log: record.log, id: "b-1" } });
  });

  it("as JSON gives back the very log, and what is known beside it", () => {
    expect(readReplay(jsonOf(record))).toEqual({
      ok: true,
      file: {
        log: record.log,
        id: "b-1",
        format: "gen9ou",
        players: ["<b>$&</b>", '"PLATEAU-LOG"'],
        uploadedAt: "2026-11-20T12:00:00.000Z",
      },
    });
  });

  it.each(["", "a/b", "\\/", "<!--", "<\\!--", "<\\\\!--", "</script>"])(
    "escapes %j and reads it again",
    (text) => {
      expect(escapeLog(text)).not.toMatch(/<\/|<!--/);
      expect(unescapeLog(escapeLog(text))).toBe(text);
    },
  );
});
