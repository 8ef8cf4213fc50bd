import { describe, expect, it } from "vitest";
import { formatName, wantsTeam } from "../../../party/web/formats.ts";
import { tableOf } from "../../../party/web/home/rows.ts";
import { listen } from "../../../party/web/live.ts";
import { routeOf } from "../../../party/web/routes.tsx";

describe("a path", () => {
  it.each([
    ["/", { page: "home" }],
    ["/battle/b-12", { page: "battle", id: "b-12" }],
    ["/battle/b-12/", { page: "battle", id: "b-12" }],
    ["/battle", { page: "missing" }],
    ["/battle/<script>", { page: "missing" }],
    ["/battle/a/b", { page: "missing" }],
    ["/elsewhere", { page: "missing" }],
  ])("%s names its page", (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });
});

describe("a season's table", () => {
  it("has every team, the leader first", () => {
    const line = (team_id: string, wins: number, differential: number, losses = 0) => ({
      team_id,
      wins,
      losses,
      ties: 0,
      differential,
    });
    const teams = ["a", "b", "c", "d"].map((id) => ({ id, name: `Team ${id}` }));
    const table = tableOf(teams, [line("a", 1, 2, 1), line("b", 2, -1), line("c", 1, 5)]);
    expect(table.map((entry) => entry.teamId)).toEqual(["b", "c", "a", "d"]);
    expect(table[3]).toMatchObject({ team: "Team d", wins: 0 });
  });
});

describe("a format", () => {
  it("is named in words and known to want a team or not", () => {
    expect(formatName("gen9randombattle")).toBe("Gen 9 Random Battle");
    expect(formatName("gen8ubers")).toBe("Gen 8 ubers");
    expect(wantsTeam("gen9ou")).toBe(true);
    expect(wantsTeam("gen9randomdoublesbattle")).toBe(false);
  });
});

describe("live views", () => {
  function league() {
    const listeners = new Map<string, (event: { data: unknown }) => void>();
    const live = listen({
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
        void listeners.set(type, listener),
      close: () => {},
    });
    const calls: string[] = [];
    const watch = (tag: string) =>
      live.watch(
        (changed) => changed === tag,
        () => calls.push(tag),
      );
    const fire = (type: string, data?: unknown) => listeners.get(type)?.({ data });
    return { watch, calls, fire };
  }

  it("are asked for again when their tag changed, and only then", () => {
    const { watch, calls, fire } = league();
    watch("battles");
    const stop = watch("standings:1");
    fire("message", JSON.stringify({ type: "INVALIDATED", tags: ["standings:1", "matches:1"] }));
    expect(calls).toEqual(["standings:1"]);
    stop();
    fire("message", JSON.stringify({ type: "INVALIDATED", tags: ["standings:1"] }));
    expect(calls).toEqual(["standings:1"]);
  });

  it("are all asked for again after a lost connection", () => {
    const { watch, calls, fire } = league();
    watch("battles");
    watch("standings:1");
    fire("open");
    expect(calls).toEqual([]);
    fire("open");
    expect(calls).toEqual(["battles", "standings:1"]);
  });

  it("ignore what is no message", () => {
    const { watch, calls, fire } = league();
    watch("battles");
    for (const data of ["", "{", "null", '{"type":"INVALIDATED","tags":[1]}', 7]) fire("message", data);
    expect(calls).toEqual([]);
  });
});
