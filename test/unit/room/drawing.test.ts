import { Dex } from "@pkmn/sim";
import { expect, test } from "vitest";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { drawTeams } from "../../../party/teams/drawing.ts";
import { findFormat, wantsTeam } from "../../../party/teams/format.ts";

test("teams can be drawn for every format in which players bring none, and the same seed draws the same", () => {
  const drawn = Dex.formats
    .all()
    .map(({ id }) => FormatId.parse(id))
    .filter((id) => findFormat(id) && !wantsTeam(id));
  expect(drawn).toContain("gen9randombattle");
  for (const id of drawn) expect(drawTeams(id, "1,2,3,4"), id).toEqual(drawTeams(id, "1,2,3,4"));
});

test("a format whose teams nobody can draw is no format that two can play", () => {
  expect(findFormat(FormatId.parse("gen9hackmonscup"))).toBeNull();
});
