import type { Api } from "../api.ts";
import { Replay as StoredReplay } from "../replay/replay.tsx";
import type { Viewer } from "../session/session.ts";
import type { BattleRow } from "./row.ts";

interface ReplayProps {
  api: Api;
  viewer: Viewer | null;
  row: BattleRow;
}

/** What a battle's page shows of one that is over: the same as the replay's own page. */
export function Replay({ api, viewer, row }: ReplayProps) {
  return <StoredReplay api={api} viewer={viewer} id={row.id} missing={null} />;
}
