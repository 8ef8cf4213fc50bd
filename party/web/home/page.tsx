import { Play } from "../play/play.tsx";
import { SignIn } from "../session/sign-in.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Skeleton } from "../ui/states.tsx";
import { Battles } from "./battles.tsx";
import { Matches } from "./matches.tsx";
import { OwnBattles } from "./own-battles.tsx";
import { Results } from "./results.tsx";
import { Standings } from "./standings.tsx";

/** The ways to play, battles to watch and join, the tables of the latest seasons, and the results that came last. */
export function Home({ api, live, viewer, handoffs, search }: PageProps) {
  return (
    <>
      <PageHeading title="Play" />
      <div class="columns">
        <div class="stack">
          {viewer === undefined && <Skeleton what="who you are" lines={0} />}
          {viewer === null && <SignIn api={api} />}
          {viewer && <OwnBattles key={viewer.userId} api={api} live={live} viewer={viewer} />}
          {viewer && <Play key={viewer.userId} api={api} handoffs={handoffs} search={search} />}
          {viewer && <Matches api={api} live={live} handoffs={handoffs} viewer={viewer} />}
          <Battles api={api} live={live} handoffs={handoffs} viewer={viewer ?? null} />
        </div>
        <div class="stack">
          <Standings live={live} />
          <Results live={live} />
        </div>
      </div>
    </>
  );
}
