import { useState } from "preact/hooks";
import * as z from "zod";
import { messageOf } from "../api.ts";
import { Link } from "../routes.tsx";
import { SignIn } from "../session/sign-in.tsx";
import type { PageProps } from "../site.ts";
import { Field } from "../ui/field.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { Skeleton } from "../ui/states.tsx";

const Taken = z.object({ team: z.string(), season: z.string(), league: z.string() });
type Taken = z.infer<typeof Taken>;

/** Where a coach enters the code that their league gave them, and takes their team. */
export function InvitePage({ api, viewer }: PageProps) {
  const [taken, setTaken] = useState<Taken | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (viewer === undefined) return <Skeleton what="the invitation" />;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(null);
    try {
      const { data, error } = await api.data.rpc("accept_invite", { p_code: String(form.get("code") ?? "") });
      if (error) throw error;
      setTaken(Taken.parse(data));
    } catch (failure) {
      setError(messageOf(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <PageHeading title="Take your team" about="With the code that your league's admin gave you." />
      <div class="columns">
        {viewer === null ? (
          <SignIn api={api} />
        ) : taken !== null ? (
          <section class="card" role="status">
            <h2>
              You coach <bdi>{taken.team}</bdi>
            </h2>
            <p>
              In <bdi>{taken.season}</bdi> of <bdi>{taken.league}</bdi>. Your matches are on{" "}
              <Link to="/">the first page</Link>.
            </p>
          </section>
        ) : (
          <section class="card" aria-label="Code">
            <form onSubmit={submit}>
              <Field label="Code" hint="Four groups of four letters and digits." error={error}>
                {(described) => (
                  <input
                    {...described}
                    name="code"
                    required
                    maxLength={40}
                    autoComplete="off"
                    autoCapitalize="characters"
                    spellcheck={false}
                    placeholder="0123-4567-89AB-CDEF"
                  />
                )}
              </Field>
              {viewer.guest && (
                <p class="notice warn">
                  You are here as a guest: when this browser forgets you, the team has no coach. An account
                  keeps it.
                </p>
              )}
              <button type="submit" class="primary" disabled={busy}>
                {busy ? "One moment…" : "Take the team"}
              </button>
            </form>
          </section>
        )}
      </div>
    </>
  );
}
