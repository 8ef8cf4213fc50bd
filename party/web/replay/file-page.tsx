import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { useStore } from "../ui/store.ts";
import { DropReplay } from "./drop.tsx";
import { opened } from "./file.ts";
import { ReplayViewer } from "./viewer.tsx";

/** A replay from a file of the visitor's own. */
export function FilePage(_: PageProps) {
  const replay = useStore(opened);
  if (replay === null) {
    return (
      <>
        <PageHeading
          title="Open a replay"
          about="Nothing is open: a file is forgotten when the page is left."
        />
        <DropReplay />
      </>
    );
  }
  const { number, name, lines, players, format } = replay;
  return (
    <div class="battle replay">
      <PageHeading
        title={`${players.p1 ?? "?"} vs ${players.p2 ?? "?"}`}
        about={<bdi>{[format, name].filter(Boolean).join(" · ")}</bdi>}
      >
        <bdi>{players.p1 ?? "?"}</bdi> vs <bdi>{players.p2 ?? "?"}</bdi>
      </PageHeading>
      <ReplayViewer key={number} log={lines} players={players} own={null} />
      <DropReplay />
    </div>
  );
}
