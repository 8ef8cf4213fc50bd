import { useEffect, useState } from "preact/hooks";
import { type Api, messageOf } from "../api.ts";
import { ChoiceRow } from "../ui/choice-row.tsx";
import { goToDiscord, mailLink, playAsGuest, signIn, signUp } from "./entry.ts";

type Way = "guest" | "sign-in" | "sign-up";

const WAYS: readonly { value: Way; label: string; action: string }[] = [
  { value: "guest", label: "Guest", action: "Play as guest" },
  { value: "sign-in", label: "Sign in", action: "Sign in" },
  { value: "sign-up", label: "Sign up", action: "Create account" },
];

/** The form that lets a visitor in: as a guest, with an account, with a new one, or by way of Discord. */
export function SignIn({ api }: { api: Api }) {
  const [way, setWay] = useState<Way>("guest");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; error: boolean } | null>(null);

  const [email, setEmail] = useState("");
  const discord = useDiscord(api);

  const attempt = async (work: () => Promise<string | null>) => {
    setBusy(true);
    setSaid(null);
    try {
      const sentence = await work();
      if (sentence !== null) setSaid({ text: sentence, error: false });
    } catch (error) {
      setSaid({ text: messageOf(error), error: true });
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    return attempt(() => enter(api, way, field, String(form.get("password") ?? "")));
  };

  return (
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Come in</h2>
      <ChoiceRow
        legend="How do you want to play?"
        name="way"
        options={WAYS}
        chosen={way}
        choose={(next) => {
          setWay(next);
          setSaid(null);
        }}
      />
      <form onSubmit={submit}>
        {way !== "sign-in" && (
          <label>
            Display name <span class="muted">(optional)</span>
            <input name="name" maxLength={40} autoComplete="nickname" placeholder="Red" />
          </label>
        )}
        {way !== "guest" && (
          <>
            <label>
              Email
              <input
                name="email"
                type="email"
                required
                autoComplete="email"
                value={email}
                onInput={(event) => setEmail(event.currentTarget.value)}
              />
            </label>
            <label>
              Password
              <input
                name="password"
                type="password"
                required
                minLength={6}
                autoComplete={way === "sign-up" ? "new-password" : "current-password"}
              />
            </label>
          </>
        )}
        <div class="row">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? "One moment…" : WAYS.find(({ value }) => value === way)?.action}
          </button>
          {way === "sign-in" && (
            <button
              type="button"
              disabled={busy || !email.includes("@")}
              onClick={() => attempt(() => mailLink(api, email.trim()))}
            >
              Mail me a link instead
            </button>
          )}
          {discord && (
            <button type="button" disabled={busy} onClick={() => attempt(() => goToDiscord(api))}>
              Continue with Discord
            </button>
          )}
        </div>
        <p class={said?.error ? "notice error" : "notice"} role="status" hidden={said === null}>
          {said?.text}
        </p>
      </form>
    </section>
  );
}

/** Whether the league's Auth lets people in from Discord; as long as that is not known, it does not. */
function useDiscord(api: Api): boolean {
  const [offered, setOffered] = useState(false);
  useEffect(() => {
    let current = true;
    api.providers().then(
      (providers) => current && setOffered(providers.has("discord")),
      // The other ways in are there all the same.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [api]);
  return offered;
}

function enter(
  api: Api,
  way: Way,
  field: (name: string) => string,
  password: string,
): Promise<string | null> {
  switch (way) {
    case "guest":
      return playAsGuest(api, field("name"));
    case "sign-in":
      return signIn(api, field("email"), password);
    case "sign-up":
      return signUp(api, field("email"), password, field("name"));
  }
}
