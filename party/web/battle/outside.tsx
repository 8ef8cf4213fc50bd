import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { Link } from "../routes.tsx";
import { PageHeading } from "../ui/heading.tsx";
import type { BattleRow } from "./row.ts";

/** The server that everybody knows by its site. */
const MAIN = { id: "main", site: "https://play.pokemonshowdown.com" };

/** A battle that is played on a Showdown server: what we know of it, and the way there. */
export function Outside({ row }: { row: BattleRow }) {
  const { p1_name, p2_name, format, match_id, showdown_server, showdown_room } = row;
  const [one, two] = [p1_name ?? "?", p2_name ?? "?"];
  const address =
    showdown_server === MAIN.id && showdown_room !== null ? `${MAIN.site}/${showdown_room}` : null;
  return (
    <section class="card">
      <PageHeading title={`${one} vs ${two}`} about={formatName(format)}>
        <bdi>{one}</bdi> vs <bdi>{two}</bdi>
      </PageHeading>
      <p>
        This battle is played on Pokémon Showdown. Its result and its replay appear here by themselves when it
        is over.
      </p>
      {address === null && showdown_room !== null && (
        <p>
          It is the room <code>{showdown_room}</code> of the server <code>{showdown_server}</code>.
        </p>
      )}
      <div class="row">
        {address !== null && (
          <a class="button primary" href={address} target="_blank" rel="noopener noreferrer">
            Watch on Showdown
          </a>
        )}
        {match_id !== null && (
          <Link class="button" to={`/match/${match_id}`}>
            See the match
          </Link>
        )}
      </div>
    </section>
  );
}
