import * as z from "zod";
import type { Api } from "../api.ts";
import { useAct } from "../ui/act.ts";
import { ConfirmButton } from "../ui/dialog.tsx";
import { Nothing } from "../ui/states.tsx";
import { Shown, type View } from "../ui/view.tsx";
import { userNamed } from "./calls.ts";

export const People = z.array(z.object({ userId: z.string(), name: z.string(), role: z.string() }));
export type People = z.infer<typeof People>;

interface PeopleListProps {
  api: Api;
  view: View<People>;
  roles: readonly { value: string; label: string }[];
  mayChange: boolean;
  /** Gives a role, or with `null` takes it away. */
  give: (userId: string, role: string | null) => Promise<unknown>;
  empty: string;
}

/** Who has which role, and the ways to give and take one. */
export function PeopleList({ api, view, roles, mayChange, give, empty }: PeopleListProps) {
  const act = useAct();
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = (name: string) => String(new FormData(form).get(name) ?? "");
    const done = await act.run(
      async () => give(await userNamed(api, field("name")), field("role")),
      `${field("name").trim()} has the role now.`,
    );
    if (!done) return;
    form.reset();
    view.reload();
  };
  return (
    <>
      <Shown view={view} what="the people">
        {(people) =>
          people.length === 0 ? (
            <Nothing>{empty}</Nothing>
          ) : (
            <ul class="list">
              {people.map(({ userId, name, role }) => (
                <li key={userId}>
                  <div class="grow">
                    <bdi>{name}</bdi> <span class="tag">{role}</span>
                  </div>
                  {mayChange && (
                    <ConfirmButton
                      label="Remove"
                      described={`Remove ${name}`}
                      class="quiet"
                      question={`Take the role from ${name}?`}
                      consequence="They can do nothing here any more, from their next click on."
                      yes="Take it away"
                      confirmed={async () => {
                        if (await act.run(() => give(userId, null), "The role is taken away.")) view.reload();
                      }}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      {mayChange && (
        <form class="row" onSubmit={add}>
          <label>
            Display name
            <input name="name" required maxLength={40} autoComplete="off" dir="auto" />
          </label>
          <label>
            Role
            <select name="role">
              {roles.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" disabled={act.busy}>
            Give the role
          </button>
        </form>
      )}
    </>
  );
}
