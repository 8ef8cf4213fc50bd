import type { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { Figure } from "../league/figure.tsx";
import { barsOf, plural } from "../league/words.ts";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { type Column, Table } from "../ui/table.tsx";

type MatchReport = NonNullable<MatchView["report"]>;
type Side = MatchReport["sides"]["p1"];
type Pokemon = Side["pokemon"][number];

/** What both sides did, and each of their Pokémon. */
export function Report({ match, report }: { match: MatchView; report: MatchReport }) {
  const { mvp, turns, sides } = report;
  const nameOf = (id: string) => (id === match.home.team_id ? match.home.team : match.away.team);
  return (
    <section class="card" aria-labelledby="report-title">
      <h2 id="report-title">Report</h2>
      <p class="mvp">
        {plural(turns, "turn")} in all.
        {mvp !== null && (
          <>
            {" "}
            Most valuable: <SpeciesIcon species={mvp.species} decorative={true} />{" "}
            <strong>{mvp.species}</strong> of <bdi>{nameOf(mvp.team_id)}</bdi>, {plural(mvp.kos, "KO")} and
            damage of {barsOf(mvp.damage)} Pokémon's HP.
          </>
        )}
      </p>
      <div class="columns">
        {[sides.p1, sides.p2].map((side) => (
          <SideReport key={side.team_id} side={side} name={nameOf(side.team_id)} match={match} />
        ))}
      </div>
    </section>
  );
}

function SideReport({ side, name, match }: { side: Side; name: string; match: MatchView }) {
  return (
    <div class="stack">
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <dl class="figures">
        <Figure name="Direct KOs">{side.direct_kos}</Figure>
        <Figure name="Passive KOs">{side.passive_kos}</Figure>
        <Figure name="Damage">{barsOf(side.damage_dealt)}</Figure>
        <Figure name="Crits">{side.crits}</Figure>
        <Figure name="Misses">{side.misses}</Figure>
      </dl>
      {side.pokemon.length > 0 && (
        <Table
          caption={`Pokémon of ${name}`}
          captionHidden={true}
          columns={POKEMON}
          rows={side.pokemon}
          rowKey={({ species }) => species}
          file={`report-${match.slug}-round-${match.round}`}
        />
      )}
    </div>
  );
}

const POKEMON: Column<Pokemon>[] = [
  {
    key: "species",
    head: "Pokémon",
    kind: "subject",
    value: ({ species }) => species,
    cell: ({ species, nickname }) => (
      <span class="species">
        <SpeciesIcon species={species} decorative={true} />
        <span>
          {species}
          {nickname !== null && nickname !== species && (
            <span class="muted small">
              {" "}
              “<bdi>{nickname}</bdi>”
            </span>
          )}
        </span>
      </span>
    ),
  },
  { key: "direct", head: "Direct", title: "KOs by moves", value: ({ direct_kos }) => direct_kos },
  { key: "passive", head: "Passive", title: "Other KOs that count", value: ({ passive_kos }) => passive_kos },
  { key: "faints", head: "Faints", value: ({ faints }) => faints },
  {
    key: "dealt",
    head: "Dealt",
    title: "Damage dealt, in percent of a Pokémon's HP",
    value: ({ damage_dealt }) => Math.round(damage_dealt),
    cell: ({ damage_dealt }) => `${Math.round(damage_dealt)}%`,
  },
  {
    key: "taken",
    head: "Taken",
    title: "Damage taken, in percent of its HP",
    value: ({ damage_taken }) => Math.round(damage_taken),
    cell: ({ damage_taken }) => `${Math.round(damage_taken)}%`,
  },
  {
    key: "healed",
    head: "Healed",
    title: "HP healed, in percent",
    value: ({ healed }) => Math.round(healed),
    cell: ({ healed }) => `${Math.round(healed)}%`,
  },
];
