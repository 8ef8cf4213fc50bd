import { useAct } from "../../ui/act.ts";
import { change } from "../calls.ts";
import type { SeasonPart } from "./data.ts";
import { KoFields, readKoRules, readRules, ScoringFields } from "./fields.tsx";

/** How a season is scored. Rules apply when figures are made, so that a change scores the whole season anew. */
export function RulesTab({ api, data: { season, rules }, mayChange, reload }: SeasonPart) {
  const scoring = useAct();
  const ko = useAct();
  const saveScoring = async (event: SubmitEvent) => {
    event.preventDefault();
    const changes = readRules(new FormData(event.currentTarget as HTMLFormElement));
    const save = () => change(api, "change_season_rules", { p_season_id: season.id, p_changes: changes });
    if (await scoring.run(save, "The rules are saved, and the table follows.")) reload();
  };
  const saveKo = async (event: SubmitEvent) => {
    event.preventDefault();
    const changed = readKoRules(new FormData(event.currentTarget as HTMLFormElement));
    const save = () => change(api, "set_ko_rules", { p_season_id: season.id, p_rules: changed });
    if (await ko.run(save, "The KO rules are saved. Statistics follow within seconds.")) reload();
  };
  return (
    <div class="columns">
      <section class="card" aria-labelledby="scoring-title">
        <h2 id="scoring-title">Scoring</h2>
        <p class="muted">A change scores all matches of the season again, those that were played too.</p>
        <form onSubmit={saveScoring}>
          <fieldset disabled={!mayChange} class="stack">
            <ScoringFields rules={rules} />
          </fieldset>
          <Saving act={scoring} mayChange={mayChange} label="Save the scoring" />
        </form>
      </section>
      <section class="card" aria-labelledby="ko-title">
        <h2 id="ko-title">What counts as a KO</h2>
        <p class="muted">
          A KO by a foe's move is direct under all rules. A change counts all KOs of the season again; no
          result changes.
        </p>
        <form onSubmit={saveKo}>
          <fieldset disabled={!mayChange}>
            <KoFields rules={rules.ko_rules} />
          </fieldset>
          <Saving act={ko} mayChange={mayChange} label="Save the KO rules" />
        </form>
      </section>
    </div>
  );
}

function Saving({
  act,
  mayChange,
  label,
}: {
  act: ReturnType<typeof useAct>;
  mayChange: boolean;
  label: string;
}) {
  return (
    <>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      {mayChange && (
        <button type="submit" class="primary" disabled={act.busy}>
          {label}
        </button>
      )}
    </>
  );
}
