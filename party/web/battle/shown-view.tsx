import type { Shown } from "./field/shown.ts";

interface ShownProps {
  team: readonly Shown[];
  /** Nobody is on the field yet: the team is what there is to look at. */
  before: boolean;
}

/** What a team shows of itself: its Pokémon at team preview, and its open team sheet for the whole battle. */
export function ShownTeam({ team, before }: ShownProps) {
  if (team.some(({ sheet }) => sheet !== null)) {
    return (
      <details class="shown small" open={before}>
        <summary>Team sheet</summary>
        <ul>
          {team.map((pokemon, index) => (
            <ShownSet key={index} {...pokemon} />
          ))}
        </ul>
      </details>
    );
  }
  if (!before) return null;
  return <p class="shown small">{team.map(({ species }) => species).join(", ")}</p>;
}

function ShownSet({ species, sheet }: Shown) {
  const facts = sheet && [sheet.item, sheet.ability, sheet.tera && `Tera ${sheet.tera}`].filter(Boolean);
  return (
    <li>
      <strong>{species}</strong>
      {facts && ` · ${facts.join(" · ")}`}
      {sheet && <div class="muted">{sheet.moves.join(", ")}</div>}
    </li>
  );
}
