import { useMemo, useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { ChoiceRow } from "../../ui/choice-row.tsx";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { change } from "../calls.ts";
import type { Team } from "./data.ts";
import { draw, roundTimes, shuffled } from "./draw.ts";

const Made = z.object({ made: z.number() });

interface DrawFormProps {
  api: Api;
  seasonId: string;
  teams: readonly Team[];
  /** Matches of the schedule that would go. */
  replaced: number;
  done: () => void;
  cancel?: () => void;
}

/** Draws a round-robin, shows it, and makes it the season's schedule. */
export function DrawForm({ api, seasonId, teams, replaced, done, cancel }: DrawFormProps) {
  const act = useAct();
  const [legs, setLegs] = useState<"single" | "double">("single");
  const [order, setOrder] = useState(teams);
  const [first, setFirst] = useState("");
  const [days, setDays] = useState(7);
  // Rounds whose time was set by hand.
  const [moved, setMoved] = useState<Record<number, string>>({});
  const count = draw(
    order.map(({ id }) => id),
    legs === "double",
    [],
  ).rounds.length;
  const times = useMemo(
    () => roundTimes(first, days, count).map((time, index) => moved[index] ?? time),
    [first, days, count, moved],
  );
  const { rounds, matches } = draw(
    order.map(({ id }) => id),
    legs === "double",
    times,
  );
  const make = async () => {
    const made = () =>
      change(api, "schedule_matches", {
        p_season_id: seasonId,
        p_matches: matches,
        p_replace: replaced > 0,
      }).then(Made.parse);
    if (await act.run(made, `${matches.length} matches are in the schedule.`)) done();
  };
  const name = (place: number) => order[place]?.name ?? "?";
  return (
    <section class="card" aria-labelledby="draw-title">
      <h2 id="draw-title">Draw a round-robin</h2>
      <ChoiceRow
        legend="How often everyone meets everyone"
        name="legs"
        options={[
          { value: "single", label: "Everyone once" },
          { value: "double", label: "Home and away" },
        ]}
        chosen={legs}
        choose={setLegs}
      />
      <div class="filters">
        <Field label="First round" hint="In your time. Empty: no times.">
          {(described) => (
            <input
              {...described}
              type="datetime-local"
              value={first}
              onInput={(event) => setFirst(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="Days between rounds">
          {(described) => (
            <input
              {...described}
              type="number"
              min={0}
              max={90}
              value={days}
              onInput={(event) =>
                setDays(Math.min(90, Math.max(0, Math.trunc(Number(event.currentTarget.value)))))
              }
            />
          )}
        </Field>
        <button type="button" onClick={() => setOrder(shuffled(order, Math.random))}>
          Draw again
        </button>
      </div>
      <p role="status" class="muted">
        {rounds.length} rounds, {matches.length} matches
        {teams.length % 2 === 1 && ", one team with a bye each round"}.
      </p>
      <ol class="rounds">
        {rounds.map(({ games, bye }, index) => (
          <li key={index}>
            <div class="row between">
              <h3>Round {index + 1}</h3>
              <input
                type="datetime-local"
                aria-label={`Time of round ${index + 1}`}
                value={times[index]}
                onInput={(event) => setMoved({ ...moved, [index]: event.currentTarget.value })}
              />
            </div>
            <ul class="plain">
              {games.map(({ home, away }) => (
                <li key={home}>
                  <bdi>{name(home)}</bdi> <span class="muted">vs</span> <bdi>{name(away)}</bdi>
                </li>
              ))}
              {bye !== null && (
                <li class="muted">
                  <bdi>{name(bye)}</bdi> has a bye
                </li>
              )}
            </ul>
          </li>
        ))}
      </ol>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      <div class="ends">
        {cancel && (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        )}
        {replaced > 0 ? (
          <ConfirmButton
            label="Replace the schedule"
            class="primary"
            disabled={act.busy}
            question="Replace the schedule?"
            consequence={`Its ${replaced} matches go, and these ${matches.length} come. Nothing of it has been played.`}
            yes="Replace it"
            confirmed={make}
          />
        ) : (
          <button type="button" class="primary" disabled={act.busy} onClick={make}>
            Make the schedule
          </button>
        )}
      </div>
    </section>
  );
}
