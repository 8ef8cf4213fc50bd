import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { SeasonsView, StandingsView } from "../../../functions/_shared/schema/league.ts";
import { BRIEF_STANDINGS } from "../league/standings.tsx";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import { Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";

/** Seasons whose tables are shown. */
const SHOWN = 3;

type Season = SeasonsView["seasons"][number];

/** The tables of the latest seasons. */
export function Standings({ live }: { live: Live }) {
  const view = useLive(live, "seasons", SeasonsView);
  return (
    <section class="card" aria-labelledby="standings-title">
      <h2 id="standings-title">Standings</h2>
      <Shown view={view} what="the seasons">
        {({ seasons }) =>
          seasons.length === 0 ? (
            <p class="muted">No season has begun yet. Until then the ladder is open to all.</p>
          ) : (
            seasons
              .slice(0, SHOWN)
              .map((season) => <SeasonTable key={season.season_id} live={live} season={season} />)
          )
        }
      </Shown>
    </section>
  );
}

function SeasonTable({ live, season }: { live: Live; season: Season }) {
  const view = useLive(live, `standings:${season.season_id}`, StandingsView);
  return (
    <Shown view={view} what={season.season}>
      {({ rows }) =>
        rows.length === 0 ? (
          <p class="muted">
            <SeasonLink season={season} /> has no teams yet.
          </p>
        ) : (
          <Table
            caption={
              <>
                <SeasonLink season={season} /> <span class="muted small">{formatName(season.format)}</span>
              </>
            }
            columns={BRIEF_STANDINGS}
            rows={rows}
            rowKey={({ team_id }) => team_id}
            label={`the standings of ${season.season}`}
            file="standings"
          />
        )
      }
    </Shown>
  );
}

function SeasonLink({ season }: { season: Season }) {
  return (
    <Link to={`/season/${season.season_id}`}>
      <bdi>{season.season}</bdi>
    </Link>
  );
}
