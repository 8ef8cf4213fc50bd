import { describe, expect, it } from "vitest";
import { csvOf } from "../../../party/web/ui/csv.ts";
import { sorted } from "../../../party/web/ui/sorting.ts";

describe("a table as a CSV file", () => {
  const columns = [
    { head: "Team", value: (row: { team: string; points: number | null }) => row.team },
    { head: "Points", value: (row: { team: string; points: number | null }) => row.points },
  ];

  it("holds every row, with what parts fields kept inside of them", async () => {
    const rows = [
      { team: 'Kanto "Reds", Inc.\nof Pallet', points: 9 },
      { team: "שלום", points: null },
    ];
    expect(await csvOf(columns, rows)).toBe('Team,Points\r\n"Kanto ""Reds"", Inc.\nof Pallet",9\r\nשלום,');
  });

  it.each(["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])(
    "is no formula, though a team is called %j",
    async (team) => {
      const file = await csvOf(columns, [{ team, points: -3 }]);
      expect(file.replaceAll('"', "").split("\r\n").slice(1).join("\r\n")).toBe(`'${team},-3`);
    },
  );
});

describe("the rows of a table", () => {
  const rows = [
    { name: "b", points: 2 },
    { name: "a10", points: null },
    { name: "a9", points: 10 },
    { name: "B", points: 2 },
  ];
  const by = (
    value: (row: (typeof rows)[number]) => string | number | null,
    direction: "ascending" | "descending",
  ) => sorted(rows, value, direction).map(({ name }) => name);

  it("are sorted by figures as figures, the equal ones as they stood, and what has none last", () => {
    expect(by(({ points }) => points, "ascending")).toEqual(["b", "B", "a9", "a10"]);
    expect(by(({ points }) => points, "descending")).toEqual(["a9", "b", "B", "a10"]);
  });

  it("are sorted by words as people do it", () => {
    expect(by(({ name }) => name, "ascending")).toEqual(["a9", "a10", "b", "B"]);
  });
});
