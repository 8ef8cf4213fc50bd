import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { fieldOf } from "./field/field.ts";
import { FieldView } from "./field-view.tsx";
import { LogView } from "./log-view.tsx";
import { type BattleRow, loadReplay } from "./row.ts";
import { endInWords } from "./words.ts";

interface ReplayProps {
  api: Api;
  row: BattleRow;
  /** Where the battle log is stored. */
  path: string;
}

/** A finished battle from its stored log. */
export function Replay({ api, row, path }: ReplayProps) {
  const view = useView(path, () => loadReplay(api, path));
  const players = { p1: row.p1_name, p2: row.p2_name };
  return (
    <div class="battle">
      <PageHeading title={`${players.p1} vs ${players.p2}`} about={`${formatName(row.format)} · replay`}>
        <bdi>{players.p1}</bdi> vs <bdi>{players.p2}</bdi>
      </PageHeading>
      {row.end_type !== null && (
        <p class="banner">{endInWords({ winner: row.winner_seat, reason: row.end_type }, null, players)}</p>
      )}
      <Shown view={view} what="the replay">
        {(log) => (
          <div class="battle-columns">
            <FieldView field={fieldOf(log)} players={players} near="p1" own={null} />
            <LogView log={log} seat="p1" live={false} />
          </div>
        )}
      </Shown>
    </div>
  );
}
