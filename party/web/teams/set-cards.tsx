import { SpeciesIcon } from "../ui/species-icon.tsx";
import type { ShownSet } from "./sets.ts";

interface SetCardsProps {
  sets: readonly ShownSet[];
  /** What is wrong with each set, by its place. */
  problems?: ReadonlyMap<number, readonly string[]>;
}

/** A team's sets, each with what is wrong with it. */
export function SetCards({ sets, problems }: SetCardsProps) {
  return (
    <ul class="sets">
      {sets.map((set, index) => (
        <SetCard key={index} set={set} problems={problems?.get(index) ?? []} />
      ))}
    </ul>
  );
}

function SetCard({ set, problems }: { set: ShownSet; problems: readonly string[] }) {
  const { species, nickname, level, gender, shiny, item, ability, nature, tera, moves, evs, ivs } = set;
  const traits = [
    level !== 100 && `level ${level}`,
    gender === "M" ? "male" : gender === "F" ? "female" : null,
    shiny && "shiny",
  ].filter(Boolean);
  const facts = [ability, nature !== null && `${nature} nature`, tera !== null && `Tera ${tera}`].filter(
    Boolean,
  );
  return (
    <li class={problems.length > 0 ? "set wrong" : "set"}>
      <div class="set-head">
        <SpeciesIcon species={species} decorative={true} />
        <div class="grow">
          <strong>
            <bdi>{nickname ?? species}</bdi>
          </strong>
          {nickname !== null && (
            <span class="muted">
              {" "}
              <bdi>({species})</bdi>
            </span>
          )}
          {item !== null && (
            <>
              {" @ "}
              <bdi>{item}</bdi>
            </>
          )}
          <div class="muted small">
            <bdi>{[...facts, ...traits].join(" · ")}</bdi>
          </div>
        </div>
      </div>
      <ul class="set-moves small">
        {moves.map((move, index) => (
          <li key={index}>
            <bdi>{move}</bdi>
          </li>
        ))}
      </ul>
      {(evs !== null || ivs !== null) && (
        <div class="muted small">{[evs, ivs !== null && `IVs ${ivs}`].filter(Boolean).join(" · ")}</div>
      )}
      {problems.length > 0 && (
        <ul class="set-problems small">
          {problems.map((problem, index) => (
            <li key={index}>
              <bdi>{problem}</bdi>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
