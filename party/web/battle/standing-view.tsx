import { Sprite } from "../ui/sprite.tsx";
import { TypeBadge } from "../ui/types.tsx";
import type { Standing } from "./field/model.ts";
import { typesNow } from "./hints.ts";
import { labelOf } from "./request.ts";

interface StandingProps {
  standing: Standing;
  generation: number;
  /** Seen from behind. */
  back: boolean;
}

const STATS: Readonly<Record<string, string>> = {
  atk: "Atk",
  def: "Def",
  spa: "SpA",
  spd: "SpD",
  spe: "Spe",
  accuracy: "Acc",
  evasion: "Eva",
};

const STATUSES: Readonly<Record<string, string>> = {
  brn: "burned",
  par: "paralysed",
  psn: "poisoned",
  tox: "badly poisoned",
  slp: "asleep",
  frz: "frozen",
};

/** A Pokémon on the field: its picture, types, health, and all that has come over it. */
export function StandingView({ standing, generation, back }: StandingProps) {
  const { name, species, health, level, gender, shiny, tera } = standing;
  const types = typesNow(standing, generation);
  const known = [
    standing.ability && `Ability: ${standing.ability}`,
    standing.item && `Item: ${standing.item}`,
    standing.moves.length > 0 && `Moves: ${standing.moves.join(", ")}`,
  ].filter(Boolean);
  return (
    <div class="active">
      <Sprite
        species={species}
        generation={generation}
        types={types}
        back={back}
        shiny={shiny}
        female={gender === "F"}
        fainted={health.fainted}
        decorative={true}
      />
      <div class="facts-of">
        <div class="name">
          <bdi>{labelOf(name, species)}</bdi>
          <span class="muted small">
            {gender !== null && (
              <span title={gender === "M" ? "male" : "female"}>{gender === "M" ? " ♂" : " ♀"}</span>
            )}
            {level !== 100 && ` L${level}`}
          </span>
        </div>
        <div class="types">
          {types.map((type) => (
            <TypeBadge key={type} type={type} />
          ))}
          {tera !== null && <span class="small muted">Tera</span>}
          {tera === "Stellar" && <TypeBadge type="Stellar" />}
        </div>
        <Health standing={standing} />
        <Changes standing={standing} />
        {known.length > 0 && (
          <details class="known small">
            <summary>Seen</summary>
            {known.map((fact) => (
              <p key={fact as string}>{fact}</p>
            ))}
          </details>
        )}
      </div>
    </div>
  );
}

function Health({ standing }: { standing: Standing }) {
  const { name, health } = standing;
  const level = health.percent > 50 ? "good" : health.percent > 20 ? "fair" : "poor";
  const words = health.fainted ? "fainted" : (health.exact ?? `${health.percent}%`);
  return (
    <div class="health-row">
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw a meter each in their own way */}
      <div
        class={`health ${level}`}
        role="meter"
        aria-label={`Health of ${name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={health.percent}
        aria-valuetext={words}
      >
        <i style={{ transform: `scaleX(${health.percent / 100})` }} />
      </div>
      <span class="small number">
        {health.status !== null && (
          <abbr class={`status ${health.status}`} title={STATUSES[health.status] ?? health.status}>
            {health.status}
          </abbr>
        )}
        {words}
      </span>
    </div>
  );
}

function Changes({ standing }: { standing: Standing }) {
  const boosts = Object.entries(standing.boosts);
  if (boosts.length === 0 && standing.effects.length === 0) return null;
  return (
    <div class="changes">
      {boosts.map(([stat, value]) => (
        <span key={stat} class={value > 0 ? "up" : "down"}>
          {value > 0 ? "+" : "−"}
          {Math.abs(value)} {STATS[stat] ?? stat}
        </span>
      ))}
      {standing.effects.map((effect) => (
        <span key={effect}>{effect}</span>
      ))}
    </div>
  );
}
