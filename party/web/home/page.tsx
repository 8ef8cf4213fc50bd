import type { Api } from "../api.ts";
import type { Live } from "../live.ts";
import type { Viewer } from "../session/session.ts";
import { SignIn } from "../session/sign-in.tsx";
import { Battles } from "./battles.tsx";
import { Results } from "./results.tsx";
import { Standings } from "./standings.tsx";
import { Start } from "./start.tsx";

export interface HomeProps {
  api: Api;
  live: Live;
  viewer: Viewer | null | undefined;
}

/** Battles to watch and join, the tables of the latest seasons, and the results that came last. */
export function Home({ api, live, viewer }: HomeProps) {
  return (
    <div class="columns">
      <div class="stack">
        {viewer === null && <SignIn api={api} />}
        {viewer && <Start api={api} />}
        <Battles api={api} live={live} viewer={viewer ?? null} />
      </div>
      <div class="stack">
        <Standings api={api} live={live} />
        <Results api={api} live={live} />
      </div>
    </div>
  );
}
