import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Nothing } from "../ui/states.tsx";
import type { PartProps } from "./part.ts";

type Team = SeasonView["teams"][number];

/** The season's teams with their coaches and what they drafted. */
export function Teams({ season, viewerId }: PartProps) {
  const { teams } = season;
  return (
    <section class="stack" aria-label="Teams">
      {teams.length === 0 ? (
        <div class="card">
          <Nothing>No team has entered this season yet. The league's admins add them.</Nothing>
        </div>
      ) : (
        <>
          <div class="cards">
            {teams.map((team) => (
              <TeamCard key={team.team_id} team={team} isOwn={team.user_id === viewerId} />
            ))}
          </div>
          <div class="table-foot">
            <CsvButton
              label="the rosters"
              file={`rosters-${season.slug}`}
              columns={[
                { head: "Team", value: ([team]) => team.team },
                { head: "Player", value: ([team]) => team.player },
                { head: "Pokémon", value: ([, species]) => species },
              ]}
              rows={teams.flatMap((team) => team.roster.map((species): [Team, string] => [team, species]))}
            />
          </div>
        </>
      )}
    </section>
  );
}

function TeamCard({ team, isOwn }: { team: Team; isOwn: boolean }) {
  return (
    <article class={isOwn ? "card own" : "card"}>
      <div>
        <h2>
          <TeamLink id={team.team_id} name={team.team} />
          {isOwn && <span class="tag">yours</span>}
        </h2>
        <p class="small muted">
          Coach: <PlayerLink id={team.user_id} name={team.player} />
        </p>
      </div>
      {team.roster.length === 0 ? (
        <p class="muted small">No Pokémon drafted yet.</p>
      ) : (
        <Roster species={team.roster} />
      )}
    </article>
  );
}

/** Pokémon as pictures with their names. */
export function Roster({ species }: { species: readonly string[] }) {
  return (
    <ul class="roster">
      {species.map((one) => (
        <li key={one}>
          <SpeciesIcon species={one} decorative={true} /> {one}
        </li>
      ))}
    </ul>
  );
}
