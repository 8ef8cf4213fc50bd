import { FORMATS, formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import { clockInWords } from "../battle/words.ts";
import type { Live } from "../live.ts";
import { Link, useQuery } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import type { PageProps } from "../site.ts";
import { ChoiceRow } from "../ui/choice-row.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { filterIn, type Kind, type LiveBattle, type LiveFilter, loadLive } from "./rows.ts";

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "all", label: "All" },
  { value: "rated", label: "Rated" },
  { value: "league", label: "League" },
];

/** The battles that are played now; the list follows them by itself. */
export function WatchPage({ api, live, viewer }: PageProps) {
  const [query, change] = useQuery();
  const filter = filterIn(query);
  return (
    <div class="stack">
      <PageHeading title="Watch" about="Battles that are being played. Anybody may watch any of them." />
      <section class="card" aria-label="Live battles">
        <div class="filters">
          <label>
            Format
            <select
              name="format"
              value={filter.format}
              onChange={(event) => change({ format: event.currentTarget.value })}
            >
              <option value="">All formats</option>
              {FORMATS.map(({ id }) => (
                <option key={id} value={id}>
                  {formatName(id)}
                </option>
              ))}
            </select>
          </label>
          <ChoiceRow
            legend="Which battles?"
            name="kind"
            options={KINDS}
            chosen={filter.kind}
            choose={(kind) => change({ kind: kind === "all" ? null : kind })}
          />
        </div>
        <LiveBattles {...{ api, live, filter }} viewer={viewer ?? null} />
      </section>
    </div>
  );
}

interface LiveBattlesProps {
  api: Api;
  live: Live;
  filter: LiveFilter;
  viewer: Viewer | null;
}

function LiveBattles({ api, live, filter, viewer }: LiveBattlesProps) {
  // The league's view tells that battles began or ended; which of all fit is asked for then.
  const view = useView(`live ${filter.format} ${filter.kind}`, () => loadLive(api, filter), {
    live,
    tags: ["battles"],
    part: (body) => body,
  });
  return (
    <Shown view={view} what="the live battles" lines={8}>
      {(battles) =>
        battles.length === 0 ? (
          <Nothing action={<Link to="/replays">See the replays</Link>}>
            {filter.format === "" && filter.kind === "all"
              ? "Nobody is battling right now. A battle appears here as soon as it begins."
              : "No such battle is being played right now. One appears here as soon as it begins."}
          </Nothing>
        ) : (
          <ul class="list">
            {battles.map((battle) => (
              <Battle key={battle.id} battle={battle} viewer={viewer} />
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

function Battle({ battle, viewer }: { battle: LiveBattle; viewer: Viewer | null }) {
  const { id, format, origin, p1_name, p2_name, started_at, rules } = battle;
  const seated =
    origin === "room" && viewer !== null && [battle.p1_user, battle.p2_user].includes(viewer.userId);
  const [one, two] = [p1_name ?? "?", p2_name ?? "?"];
  return (
    <li>
      <div class="grow">
        <div class="names">
          <bdi>{one}</bdi> <span class="muted">vs</span> <bdi>{two}</bdi>
        </div>
        <div class="muted small">
          {formatName(format)} · {kindOf(battle)} ·{" "}
          {origin === "room" ? clockInWords(rules.clock) : "on Showdown"}
          {started_at !== null && (
            <>
              {" · since "}
              <Moment at={started_at} />
            </>
          )}
        </div>
      </div>
      <Link
        class={seated ? "button primary" : "button"}
        to={`/battle/${id}`}
        aria-label={`${seated ? "Return to" : "Watch"} ${one} vs ${two}`}
      >
        {seated ? "Return" : "Watch"}
      </Link>
    </li>
  );
}

function kindOf({ rated, bot, match_id }: LiveBattle): string {
  if (rated) return "rated";
  if (match_id !== null) return "league match";
  return bot === null ? "casual" : "practice";
}
