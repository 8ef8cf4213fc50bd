import * as z from "zod";
import type { Api } from "../../api.ts";
import { Link, navigate } from "../../routes.tsx";
import { mayRun } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { useAct } from "../../ui/act.ts";
import { PageHeading } from "../../ui/heading.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rows } from "../calls.ts";
import { Gate } from "../gate.tsx";
import { type League, loadLeague } from "../league/page.tsx";
import { DEFAULT_RULES } from "./data.ts";
import { KoFields, readKoRules, readRules, readSettings, ScoringFields, SettingsFields } from "./fields.tsx";

const Id = z.object({ id: z.string() });

/** The Showdown servers that are watched. */
export function loadServers(api: Api): Promise<string[]> {
  const query = api.data.from("showdown_servers").select("id").eq("active", true).order("id");
  return rows(query, Id).then((found) => found.map(({ id }) => id));
}

/** A new season with all its rules. */
export function NewSeasonPage(site: PageProps) {
  const slug = site.params.slug ?? "";
  return (
    <Gate site={site} title="New season">
      {(roles) => <Loaded site={site} slug={slug} may={(league) => mayRun(roles, league.id)} />}
    </Gate>
  );
}

function Loaded({
  site: { api },
  slug,
  may,
}: {
  site: PageProps;
  slug: string;
  may: (league: League) => boolean;
}) {
  const view = useView(slug, async () => {
    const [league, servers] = await Promise.all([loadLeague(api, slug), loadServers(api)]);
    return { league, servers };
  });
  return (
    <Shown view={view} what="the league" lines={8}>
      {({ league, servers }) =>
        league !== null && may(league) ? (
          <Form api={api} league={league} servers={servers} />
        ) : (
          <>
            <PageHeading title="New season" />
            <section class="card">
              <p>
                Seasons are created by the league's admins.{" "}
                <Link to="/admin">See the leagues that you run</Link>.
              </p>
            </section>
          </>
        )
      }
    </Shown>
  );
}

function Form({ api, league, servers }: { api: Api; league: League; servers: string[] }) {
  const act = useAct();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    let id = "";
    const done = await act.run(async () => {
      const created = await change(api, "create_season", {
        p_league_id: league.id,
        p_settings: readSettings(form),
        p_rules: readRules(form),
        p_ko_rules: readKoRules(form),
      });
      id = Id.parse(created).id;
    }, "The season is there. Now its teams.");
    if (done) navigate(`/admin/season/${id}`);
  };
  return (
    <>
      <PageHeading
        title="New season"
        about={
          <>
            Of <bdi>{league.name}</bdi>. All of it can be changed later.
          </>
        }
      />
      <form onSubmit={submit}>
        <div class="columns">
          <section class="card" aria-labelledby="settings-title">
            <h2 id="settings-title">Season</h2>
            <SettingsFields servers={servers} />
          </section>
          <div class="stack">
            <section class="card" aria-labelledby="scoring-title">
              <h2 id="scoring-title">Scoring</h2>
              <ScoringFields rules={DEFAULT_RULES} />
            </section>
            <section class="card" aria-labelledby="ko-title">
              <h2 id="ko-title">What counts as a KO</h2>
              <KoFields rules={DEFAULT_RULES.ko_rules} />
            </section>
          </div>
        </div>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
          <Link class="button" to={`/admin/league/${league.slug}`}>
            Cancel
          </Link>
          <button type="submit" class="primary" disabled={act.busy}>
            {act.busy ? "Creating…" : "Create the season"}
          </button>
        </div>
      </form>
    </>
  );
}
