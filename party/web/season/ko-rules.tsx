import type { KoRules } from "../../../functions/_shared/schema/stats.ts";

const NAMES: Readonly<Record<keyof KoRules, string>> = {
  recoil: "a foe's own recoil",
  self_ko: "a foe's own end (Explosion, confusion)",
  hazard: "hazards",
  ability_item: "abilities and items",
  residual: "status, weather, Leech Seed and the like",
  team: "an ally hit",
  destiny_bond: "Destiny Bond",
  forfeit: "what stands at a forfeit",
};

const KINDS = [
  { kind: "direct", says: "as direct KOs" },
  { kind: "passive", says: "as passive KOs" },
  { kind: "none", says: "for nobody" },
] as const;

/** What counts as a KO in the season. */
export function KoRulesNote({ rules }: { rules: KoRules }) {
  return (
    <details class="small">
      <summary>What counts as a KO</summary>
      <ul class="plain">
        <li>A foe's move counts as a direct KO.</li>
        {KINDS.map(({ kind, says }) => {
          const names = (Object.keys(NAMES) as (keyof KoRules)[]).filter((rule) => rules[rule] === kind);
          if (names.length === 0) return null;
          const list = names.map((rule) => NAMES[rule]).join("; ");
          return (
            <li key={kind}>
              Counts {says}: {list}.
            </li>
          );
        })}
      </ul>
    </details>
  );
}
