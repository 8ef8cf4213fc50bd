import { formatName } from "../../../../functions/_shared/battle/formats.ts";
import type { Api } from "../../api.ts";
import { Link, useQuery } from "../../routes.tsx";
import { mayRun, maySee, type Roles } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { PageHeading } from "../../ui/heading.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { Gate, LookOnly } from "../gate.tsx";
import { Places } from "../places.tsx";
import { loadSeason, type SeasonPart } from "./data.ts";
import { RulesTab } from "./rules.tsx";
import { ScheduleTab } from "./schedule.tsx";
import { SettingsTab } from "./settings.tsx";
import { TeamsTab } from "./teams.tsx";

/** One season, as its admins run it. */
export function SeasonPage(site: PageProps) {
  const id = site.params.id ?? "";
  return (
    <Gate site={site} title="Season">
      {(roles) => <Loaded key={id} api={site.api} id={id} roles={roles} />}
    </Gate>
  );
}

function Loaded({ api, id, roles }: { api: Api; id: string; roles: Roles }) {
  const view = useView(id, () => loadSeason(api, id).then((data) => ({ data })));
  return (
    <Shown view={view} what="the season" lines={8}>
      {({ data }) =>
        data !== null && maySee(roles, data.league.id) ? (
          <Run
            api={api}
            data={data}
            mayChange={mayRun(roles, data.league.id)}
            roles={roles}
            reload={view.reload}
          />
        ) : (
          <>
            <PageHeading title="No season of yours" />
            <section class="card">
              <p>
                There is no season at this address that you run.{" "}
                <Link to="/admin">See the leagues that you do</Link>.
              </p>
            </section>
          </>
        )
      }
    </Shown>
  );
}

const TABS = [
  { key: "teams", label: "Teams" },
  { key: "schedule", label: "Schedule and results" },
  { key: "rules", label: "Rules" },
  { key: "settings", label: "Settings" },
] as const;

function Run({ roles, ...part }: SeasonPart & { roles: Roles }) {
  const { season, league } = part.data;
  const [query, setQuery] = useQuery();
  const tab = TABS.find(({ key }) => key === query.get("tab"))?.key ?? "teams";
  return (
    <>
      <PageHeading
        title={season.name}
        about={
          <>
            <Link to={`/admin/league/${league.slug}`}>
              <bdi>{league.name}</bdi>
            </Link>{" "}
            · {formatName(season.format)} · best of {season.best_of}
          </>
        }
      >
        <bdi>{season.name}</bdi>
      </PageHeading>
      <Places roles={roles} at="" />
      <LookOnly shown={!part.mayChange} />
      <Tabs
        label="Season"
        tabs={TABS}
        chosen={tab}
        choose={(next) => setQuery({ tab: next === "teams" ? null : next })}
      >
        {tab === "teams" && <TeamsTab {...part} />}
        {tab === "schedule" && <ScheduleTab {...part} />}
        {tab === "rules" && <RulesTab {...part} />}
        {tab === "settings" && <SettingsTab {...part} />}
      </Tabs>
    </>
  );
}
