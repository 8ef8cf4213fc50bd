import { describe, expect, it } from "vitest";
import { readTeamList } from "../../../party/web/admin/season/team-list.ts";

const read = async (text: string) =>
  (await readTeamList(text)).map(({ line, team, coach, roster, wrong }) => [
    line,
    team,
    coach,
    roster.join("/"),
    wrong,
  ]);

describe("a list of teams", () => {
  it("is a table with headings, in any order of its columns", async () => {
    expect(
      await read(
        'Team,Pokémon,Coach,Points\nViridian Rush,"Great Tusk, Gholdengo",Giovanni,18\n\nCerulean Tide,Starmie,,9.5\n',
      ),
    ).toEqual([
      [2, "Viridian Rush", "Giovanni", "Great Tusk/Gholdengo", null],
      [4, "Cerulean Tide", "", "Starmie", null],
    ]);
  });

  it("is a table without headings, as a spreadsheet copies it, a Pokémon a cell", async () => {
    expect(await read("Rush\tGiovanni\tGreat Tusk\tHo-Oh\t\r\nTide\t\tporygon-z\tmr. mime\t\r\n")).toEqual([
      [1, "Rush", "Giovanni", "Great Tusk/Ho-Oh", null],
      [2, "Tide", "", "Porygon-Z/Mr. Mime", null],
    ]);
  });

  it("counts its lines as they stand in the text, over cells of several lines too", async () => {
    expect(await read('Rush,Ann,"Great Tusk\nGholdengo\nHo-Oh"\nTide,,Starmie')).toEqual([
      [1, "Rush", "Ann", "Great Tusk/Gholdengo/Ho-Oh", null],
      [4, "Tide", "", "Starmie", null],
    ]);
  });

  it("is made of blocks where coaches have lines of their own", async () => {
    expect(
      await read(
        "Viridian Rush\nCoach: Giovanni\n- Great Tusk\n- Gholdengo\n\n\nTide\ncoach:\nRoster: Starmie, Gengar",
      ),
    ).toEqual([
      [1, "Viridian Rush", "Giovanni", "Great Tusk/Gholdengo", null],
      [7, "Tide", "", "Starmie/Gengar", null],
    ]);
  });

  it("has beside each line what is wrong with it", async () => {
    expect(await read("Rush,Ann,Gret Tusk,Fakemon\n,Bob,Starmie\nTide,,Starmie,starmie")).toEqual([
      [1, "Rush", "Ann", "Gret Tusk/Fakemon", "no Pokémon is called “Gret Tusk”, “Fakemon”"],
      [2, "", "Bob", "Starmie", "the team's name is missing"],
      [3, "Tide", "", "Starmie/Starmie", "Starmie is on it twice"],
    ]);
  });

  it("keeps names as they are, markup and other scripts too", async () => {
    expect(await read("<script>,צוות,Starmie\n=1+1,@x,Gengar")).toEqual([
      [1, "<script>", "צוות", "Starmie", null],
      [2, "=1+1", "@x", "Gengar", null],
    ]);
  });

  it("is nothing where there is nothing", async () => {
    expect(await read("")).toEqual([]);
    expect(await read(" \n,,\n")).toEqual([]);
    expect(await read("Team,Coach\n")).toEqual([]);
  });
});
