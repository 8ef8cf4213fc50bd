import type { Live } from "../live.ts";
import { Play } from "../play/play.tsx";
import type { PlayProps } from "../play/props.ts";
import type { Viewer } from "../session/session.ts";
import { SignIn } from "../session/sign-in.tsx";
import { Battles } from "./battles.tsx";
import { Matches } from "./matches.tsx";
import { Results } from "./results.tsx";
import { Standings } from "./standings.tsx";

export interface HomeProps extends PlayProps {
  live: Live;
  viewer: Viewer | null | undefined;
}

/** The ways to play, battles to watch and join, the tables of the latest seasons, and the results that came last. */
export function Home({ api, live, viewer, handoffs, search }: HomeProps) {
  return (
    <div class="columns">
      <div class="stack">
        {viewer === null && <SignIn api={api} />}
        {viewer && <Play key={viewer.userId} api={api} handoffs={handoffs} search={search} />}
        {viewer && <Matches api={api} live={live} handoffs={handoffs} viewer={viewer} />}
        <Battles api={api} live={live} handoffs={handoffs} viewer={viewer ?? null} />
      </div>
      <div class="stack">
        <Standings live={live} />
        <Results live={live} />
      </div>
    </div>
  );
}
