import * as z from "zod";
import { formatName } from "../../../../functions/_shared/battle/formats.ts";
import type { Api } from "../../api.ts";
import { Link, useQuery } from "../../routes.tsx";
import { mayRun, maySee, type Roles } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { PageHeading } from "../../ui/heading.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rows, rpc } from "../calls.ts";
import { Gate, LookOnly } from "../gate.tsx";
import { People, PeopleList } from "../people.tsx";
import { Places } from "../places.tsx";
import { Guilds } from "./guilds.tsx";
import { Imports } from "./imports.tsx";
import { ShowdownNames } from "./names.tsx";
import { Webhooks } from "./webhooks.tsx";

export const League = z.object({ id: z.string(), slug: z.string(), name: z.string() });
export type League = z.infer<typeof League>;

/** A league by its address; `null` where there is none. */
export async function loadLeague(api: Api, slug: string): Promise<League | null> {
  const [league] = await rows(api.data.from("leagues").select("id,slug,name").eq("slug", slug), League);
  return league ?? null;
}

/** One league, as its admins run it. */
export function LeaguePage(site: PageProps) {
  const slug = site.params.slug ?? "";
  return (
    <Gate site={site} title="League">
      {(roles) => <Loaded key={slug} site={site} slug={slug} roles={roles} />}
    </Gate>
  );
}

function Loaded({ site, slug, roles }: { site: PageProps; slug: string; roles: Roles }) {
  const view = useView(slug, () => loadLeague(site.api, slug));
  return (
    <Shown view={{ ...view, data: view.data === null ? null : [view.data] }} what="the league" lines={6}>
      {([league]) =>
        league && maySee(roles, league.id) ? (
          <Run api={site.api} league={league} roles={roles} />
        ) : (
          <NotYours roles={roles} />
        )
      }
    </Shown>
  );
}

function NotYours({ roles }: { roles: Roles }) {
  return (
    <>
      <PageHeading title="No league of yours" />
      <Places roles={roles} at="" />
      <section class="card">
        <p>
          There is no league at this address that you run. <Link to="/admin">See those that you do</Link>.
        </p>
      </section>
    </>
  );
}

const TABS = [
  { key: "seasons", label: "Seasons" },
  { key: "people", label: "People" },
  { key: "discord", label: "Discord" },
  { key: "showdown", label: "Showdown" },
] as const;

function Run({ api, league, roles }: { api: Api; league: League; roles: Roles }) {
  const [query, setQuery] = useQuery();
  const tab = TABS.find(({ key }) => key === query.get("tab"))?.key ?? "seasons";
  const mayChange = mayRun(roles, league.id);
  return (
    <>
      <PageHeading title={league.name}>
        <bdi>{league.name}</bdi>
      </PageHeading>
      <Places roles={roles} at="" />
      <LookOnly shown={!mayChange} />
      <Tabs
        label="League"
        tabs={TABS}
        chosen={tab}
        choose={(next) => setQuery({ tab: next === "seasons" ? null : next })}
      >
        {tab === "seasons" && <Seasons api={api} league={league} mayChange={mayChange} />}
        {tab === "people" && <LeaguePeople api={api} league={league} mayChange={mayChange} />}
        {tab === "discord" && (
          <div class="columns">
            {mayChange ? (
              <Webhooks api={api} leagueId={league.id} />
            ) : (
              <section class="card">
                <h2>Webhooks</h2>
                <p class="muted">Webhooks are shown to admins alone.</p>
              </section>
            )}
            <Guilds api={api} leagueId={league.id} mayChange={mayChange} />
          </div>
        )}
        {tab === "showdown" && (
          <div class="columns">
            <ShowdownNames api={api} leagueId={league.id} mayChange={mayChange} />
            {mayChange && <Imports api={api} leagueId={league.id} />}
          </div>
        )}
      </Tabs>
    </>
  );
}

const Season = z.object({
  id: z.string(),
  name: z.string(),
  format: z.string(),
  starts_on: z.string().nullable(),
  best_of: z.number(),
});

function Seasons({ api, league, mayChange }: { api: Api; league: League; mayChange: boolean }) {
  const view = useView(league.id, () =>
    rows(
      api.data
        .from("seasons")
        .select("id,name,format,starts_on,best_of")
        .eq("league_id", league.id)
        .order("created_at", { ascending: false }),
      Season,
    ),
  );
  const create = (
    <Link class="button primary" to={`/admin/league/${league.slug}/new-season`}>
      New season
    </Link>
  );
  return (
    <section class="card" aria-labelledby="seasons-title">
      <div class="row between">
        <h2 id="seasons-title">Seasons</h2>
        {mayChange && create}
      </div>
      <Shown view={view} what="the seasons">
        {(seasons) =>
          seasons.length === 0 ? (
            <Nothing>
              No season yet. {mayChange && "Create one; then import its teams and draw its schedule."}
            </Nothing>
          ) : (
            <ul class="list">
              {seasons.map((season) => (
                <li key={season.id}>
                  <div class="grow">
                    <Link to={`/admin/season/${season.id}`}>
                      <bdi>{season.name}</bdi>
                    </Link>
                    <div class="muted small">
                      {formatName(season.format)} · best of {season.best_of}
                      {season.starts_on !== null && ` · from ${season.starts_on}`}
                    </div>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function LeaguePeople({ api, league, mayChange }: { api: Api; league: League; mayChange: boolean }) {
  const view = useView(league.id, () => rpc(api, "league_people", { p_league_id: league.id }, People));
  return (
    <section class="card" aria-labelledby="people-title">
      <h2 id="people-title">People</h2>
      <p class="muted">Admins run the league. Viewers look at its jobs, its audit and these pages.</p>
      <PeopleList
        api={api}
        view={view}
        mayChange={mayChange}
        roles={[
          { value: "admin", label: "Admin" },
          { value: "viewer", label: "Viewer: only looks" },
        ]}
        give={(userId, role) =>
          change(api, "set_league_role", { p_league_id: league.id, p_user: userId, p_role: role })
        }
        empty="Nobody has a role here: operators run it."
      />
    </section>
  );
}
