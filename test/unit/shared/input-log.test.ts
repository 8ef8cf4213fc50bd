import { describe, expect, it } from "vitest";
import { teamIn } from "../../../functions/_shared/battle/input-log.ts";

const LOG = [
  '>start {"formatid":"gen9ou","seed":"1,2,3,4"}',
  '>player p1 {"name":"Ann","team":"Pikachu|||static|fly|||||||"}',
  '>player p2 {"name":"Ben","team":"Ditto|||limber|transform|||||||"}',
  ">p1 move 1",
].join("\n");

describe("the team in an input log", () => {
  it("is the seat's own", () => {
    expect(teamIn(LOG, "p1")).toBe("Pikachu|||static|fly|||||||");
    expect(teamIn(LOG, "p2")).toBe("Ditto|||limber|transform|||||||");
  });

  it("is not there where the log does not tell it", () => {
    expect(teamIn("", "p1")).toBeNull();
    expect(teamIn(">player p1 {", "p1")).toBeNull();
    expect(teamIn('>player p1 {"name":"Ann"}', "p1")).toBeNull();
    expect(teamIn('>player p1 {"name":"Ann","team":["Pikachu"]}', "p1")).toBeNull();
  });
});
