import { expect, test } from "vitest";
import { compareCredits } from "../../../functions/_shared/battle/compare-credits.ts";
import type { TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import { told } from "./told.ts";

const SUMMARY = told([
  "|switch|p1a: Fox|Zoroark-Hisui, M|100/100",
  "|move|p2a: Pory|Tri Attack|p1a: Fox",
  "|-damage|p1a: Fox|0 fnt",
  "|faint|p1a: Fox",
]);
const TRUTH: TrueFaint = {
  turn: 1,
  victim: { seat: "p1", nickname: "Fox", species: "Zoroark-Hisui", place: 3 },
  cause: "move",
  source: "Tri Attack",
  by: { seat: "p2", nickname: "Pory", species: "Porygon-Z", place: 0 },
};

/** What differs between the text and this truth, faint by faint. */
const differences = (truth: TrueFaint[]) =>
  compareCredits(SUMMARY, truth).map(({ index, what }) => [index, ...what]);

test("text and truth that say the same do not differ, whatever the forme that was shown", () => {
  expect(differences([TRUTH])).toEqual([]);
  expect(differences([{ ...TRUTH, victim: { ...TRUTH.victim, species: "Zoroark" } }])).toEqual([]);
});

test.each<[string, Partial<TrueFaint>]>([
  ["victim", { victim: { ...TRUTH.victim, nickname: "Egg", species: "Blissey" } }],
  ["victim", { victim: { ...TRUTH.victim, seat: "p2" } }],
  ["cause", { cause: "recoil" }],
  ["by", { by: null }],
  ["by", { by: TRUTH.victim }],
  ["source", { source: "Hyper Beam" }],
])("who fell, of what, by whom and with what are told apart: %s", (what, change) => {
  expect(differences([{ ...TRUTH, ...change }])).toEqual([[0, what]]);
});

test("a faint that only one of them knows of differs", () => {
  expect(compareCredits(SUMMARY, [])).toMatchObject([{ index: 0, what: ["victim"], truth: undefined }]);
  expect(compareCredits(SUMMARY, [TRUTH, TRUTH])).toMatchObject([
    { index: 1, what: ["victim"], inferred: undefined },
  ]);
});
