import { useState } from "preact/hooks";
import * as z from "zod";
import { Link, navigate } from "../routes.tsx";
import { maySee, type Roles } from "../session/roles.ts";
import type { PageProps } from "../site.ts";
import { useAct } from "../ui/act.ts";
import { Field } from "../ui/field.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { change, rows } from "./calls.ts";
import { Gate } from "./gate.tsx";
import { Places } from "./places.tsx";

const League = z.object({ id: z.string(), slug: z.string(), name: z.string() });
type League = z.infer<typeof League>;

/** What the viewer runs. */
export function AdminPage(site: PageProps) {
  return (
    <Gate site={site} title="Administration">
      {(roles) => <Leagues site={site} roles={roles} />}
    </Gate>
  );
}

function Leagues({ site, roles }: { site: PageProps; roles: Roles }) {
  const { api } = site;
  const view = useView("leagues", () =>
    rows(api.data.from("leagues").select("id,slug,name").order("name"), League),
  );
  return (
    <>
      <PageHeading title="Administration" />
      <Places roles={roles} at="/admin" />
      <div class="columns">
        <section class="card" aria-labelledby="leagues-title">
          <h2 id="leagues-title">Leagues</h2>
          <Shown view={view} what="the leagues">
            {(leagues) => {
              const own = leagues.filter(({ id }) => maySee(roles, id));
              return own.length === 0 ? (
                <Nothing>
                  There is no league yet.{" "}
                  {roles.operator === "operator" && "Create the first one beside this."}
                </Nothing>
              ) : (
                <ul class="list">
                  {own.map((league) => (
                    <Line key={league.id} league={league} roles={roles} />
                  ))}
                </ul>
              );
            }}
          </Shown>
        </section>
        {roles.operator === "operator" && <NewLeague site={site} />}
      </div>
    </>
  );
}

function Line({ league, roles }: { league: League; roles: Roles }) {
  return (
    <li>
      <div class="grow">
        <Link to={`/admin/league/${league.slug}`}>
          <bdi>{league.name}</bdi>
        </Link>
        <span class="tag">{roles.leagues.get(league.id) ?? roles.operator}</span>
      </div>
    </li>
  );
}

function NewLeague({ site: { api } }: { site: PageProps }) {
  const act = useAct();
  const [slug, setSlug] = useState<string | null>(null);
  const [name, setName] = useState("");
  const address = slug ?? slugOf(name);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const done = await act.run(
      () => change(api, "create_league", { p_slug: address, p_name: name }),
      "The league is there.",
    );
    if (done) navigate(`/admin/league/${address}`);
  };
  return (
    <section class="card" aria-labelledby="new-league-title">
      <h2 id="new-league-title">A new league</h2>
      <form onSubmit={submit}>
        <Field label="Name">
          {(described) => (
            <input
              {...described}
              required
              maxLength={80}
              dir="auto"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="Address" hint="Lower-case letters, digits and hyphens.">
          {(described) => (
            <input
              {...described}
              required
              maxLength={60}
              pattern="[a-z0-9]+(-[a-z0-9]+)*"
              value={address}
              onInput={(event) => setSlug(event.currentTarget.value)}
            />
          )}
        </Field>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <button type="submit" class="primary" disabled={act.busy}>
          Create the league
        </button>
      </form>
    </section>
  );
}

/** A name as an address: "Kanto Draft League" is `kanto-draft-league`. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
}
