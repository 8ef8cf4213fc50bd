import type { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { Link } from "../routes.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { type Column, Table } from "../ui/table.tsx";

type Ko = MatchView["kos"][number];
type Fighter = Ko["victim"];

const CONFIDENCE: Readonly<Record<Ko["confidence"], string>> = {
  exact: "The simulator or the log says who did it",
  inferred: "The log does not say it; it follows from what happened before",
  ambiguous: "The log allows several; this is the likeliest",
};

/** Each Pokémon that fell: who took it, by what, what that counts as, and how sure it is. */
export function Kos({ match }: { match: MatchView }) {
  const { kos } = match;
  if (kos.length === 0) return null;
  const seen = new Set(kos.map(({ confidence }) => confidence));
  return (
    <section class="card" aria-labelledby="kos-title">
      <h2 id="kos-title">KOs</h2>
      <Table
        caption="KOs in their order"
        captionHidden={true}
        columns={columnsFor(match)}
        rows={kos}
        rowKey={({ battle_id, number }) => `${battle_id} ${number}`}
        file={`kos-${match.slug}-round-${match.round}`}
      />
      <dl class="facts small">
        {(Object.keys(CONFIDENCE) as Ko["confidence"][])
          .filter((confidence) => seen.has(confidence))
          .map((confidence) => (
            <>
              <dt>
                <Confidence of={confidence} />
              </dt>
              <dd>{CONFIDENCE[confidence]}.</dd>
            </>
          ))}
      </dl>
    </section>
  );
}

function columnsFor(match: MatchView): Column<Ko>[] {
  const nameOf = ({ team_id }: Fighter) =>
    team_id === match.home.team_id ? match.home.team : match.away.team;
  const games: Column<Ko>[] =
    match.best_of > 1 ? [{ key: "game", head: "Game", value: ({ game }) => game }] : [];
  return [
    ...games,
    {
      key: "turn",
      head: "Turn",
      value: ({ turn }) => turn,
      cell: ({ turn, battle_id, victim }) => (
        <Link to={`/replay/${battle_id}#turn=${turn}`} aria-label={`Turn ${turn}, ${wordOf(victim)}: replay`}>
          {turn}
        </Link>
      ),
      sort: "ascending",
    },
    {
      key: "victim",
      head: "Fell",
      kind: "subject",
      value: ({ victim }) => victim.species,
      cell: ({ victim }) => <Who fighter={victim} team={nameOf(victim)} />,
    },
    {
      key: "by",
      head: "By",
      kind: "text",
      value: ({ by }) => by && wordOf(by),
      cell: ({ by }) =>
        by === null ? <span class="muted">nobody</span> : <Who fighter={by} team={nameOf(by)} />,
    },
    {
      key: "cause",
      head: "How",
      kind: "text",
      value: ({ cause, source }) => source ?? cause.replaceAll("_", " "),
    },
    {
      key: "counts",
      head: "Counts",
      kind: "text",
      value: ({ counts }) => (counts === "none" ? "no" : counts),
    },
    {
      key: "confidence",
      head: "Sure?",
      title: "How sure it is who did it",
      kind: "text",
      value: ({ confidence }) => confidence,
      cell: ({ confidence }) => <Confidence of={confidence} />,
    },
  ];
}

function Confidence({ of }: { of: Ko["confidence"] }) {
  return (
    <span class={`sure ${of}`} title={CONFIDENCE[of]}>
      {of}
    </span>
  );
}

function Who({ fighter, team }: { fighter: Fighter; team: string }) {
  return (
    <span class="species">
      {fighter.species !== null && <SpeciesIcon species={fighter.species} decorative={true} />}
      <span>
        {wordOf(fighter)}
        <span class="muted small">
          {" "}
          <bdi>{team}</bdi>
        </span>
      </span>
    </span>
  );
}

function wordOf({ species }: Fighter): string {
  return species ?? "unseen";
}
