import { useState } from "preact/hooks";
import { FORMATS } from "../../../../functions/_shared/battle/formats.ts";
import { FormatField } from "../../formats.tsx";
import { Field } from "../../ui/field.tsx";
import { FORFEIT_ENDS, KO_KINDS, KO_VALUES, type Rules, type Season, TIE_BREAKS } from "./data.ts";

/** The fields of a season, and what they say; names are the columns of its tables. */

const CLOCK_LABELS = {
  standard: "Standard: 60 seconds for a choice",
  vgc: "VGC: 55 seconds, and 7 minutes for the battle",
  none: "No clock",
};

interface SettingsFieldsProps {
  /** What stands there; nothing for a new season. */
  season?: Season;
  /** Ids of the Showdown servers. */
  servers: readonly string[];
}

/** How a season is called and played. */
export function SettingsFields({ season, servers }: SettingsFieldsProps) {
  const [format, setFormat] = useState(season?.format ?? FORMATS.find(({ team }) => team)?.id ?? "");
  const [server, setServer] = useState(season?.showdown_server ?? "");
  const offered = FORMATS.some(({ id }) => id === format);
  return (
    <>
      <Field label="Name">
        {(described) => (
          <input
            {...described}
            name="name"
            required
            maxLength={80}
            dir="auto"
            defaultValue={season?.name ?? ""}
          />
        )}
      </Field>
      {offered || season === undefined ? (
        <FormatField value={format} change={setFormat} />
      ) : (
        <Field label="Format" hint="As Showdown spells it: gen9ou.">
          {(described) => (
            <input {...described} name="format" required pattern="gen[1-9][a-z0-9]+" defaultValue={format} />
          )}
        </Field>
      )}
      <div class="filters">
        <Field label="First day">
          {(described) => (
            <input {...described} name="starts_on" type="date" defaultValue={season?.starts_on ?? ""} />
          )}
        </Field>
        <Field label="Last day">
          {(described) => (
            <input {...described} name="ends_on" type="date" defaultValue={season?.ends_on ?? ""} />
          )}
        </Field>
      </div>
      <div class="filters">
        <Field label="Best of">
          {(described) => (
            <select {...described} name="best_of" defaultValue={String(season?.best_of ?? 1)}>
              {[1, 3, 5].map((games) => (
                <option key={games} value={games} selected={games === (season?.best_of ?? 1)}>
                  {games === 1 ? "1 game" : `${games} games`}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Played">
          {(described) => (
            <select
              {...described}
              name="showdown_server"
              value={server}
              onChange={(event) => setServer(event.currentTarget.value)}
            >
              <option value="">here</option>
              {servers.map((id) => (
                <option key={id} value={id}>
                  {`on Showdown: ${id}`}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {/* What is not shown is sent all the same: it holds once the season is played elsewhere. */}
      <div class="filters" hidden={server !== ""}>
        <Field label="Clock">
          {(described) => (
            <select {...described} name="clock">
              {Object.entries(CLOCK_LABELS).map(([clock, label]) => (
                <option key={clock} value={clock} selected={clock === (season?.clock ?? "standard")}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Spectators are behind by" hint="Seconds.">
          {(described) => (
            <input
              {...described}
              name="spectator_delay"
              type="number"
              min={0}
              max={3600}
              required
              defaultValue={season?.spectator_delay ?? 0}
            />
          )}
        </Field>
      </div>
      <div hidden={server === ""} class="stack">
        <div class="filters">
          <Field label="Counts from" hint="Minutes before a match's time.">
            {(described) => (
              <input
                {...described}
                name="minutes_before"
                type="number"
                min={0}
                max={43200}
                required
                defaultValue={season?.minutes_before ?? 120}
              />
            )}
          </Field>
          <Field label="Counts until" hint="Minutes after it.">
            {(described) => (
              <input
                {...described}
                name="minutes_after"
                type="number"
                min={1}
                max={43200}
                required
                defaultValue={season?.minutes_after ?? 1440}
              />
            )}
          </Field>
        </div>
        <label class="toggle">
          <input type="checkbox" name="coach_uploads" defaultChecked={season?.coach_uploads ?? false} /> A
          replay that a coach uploads as a file counts at once when it fits: anybody can write such a file
        </label>
      </div>
    </>
  );
}

/** What the settings' fields say, as `create_season` takes it. */
export function readSettings(form: FormData): object {
  const text = (name: string) => String(form.get(name) ?? "").trim() || null;
  const count = (name: string) => Number(form.get(name));
  return {
    name: text("name"),
    format: text("format"),
    starts_on: text("starts_on"),
    ends_on: text("ends_on"),
    best_of: count("best_of"),
    clock: text("clock"),
    spectator_delay: count("spectator_delay"),
    showdown_server: text("showdown_server"),
    minutes_before: count("minutes_before"),
    minutes_after: count("minutes_after"),
    coach_uploads: form.get("coach_uploads") !== null,
  };
}

const POINTS = [
  ["points_win", "For a win", true],
  ["points_tie", "For a tie", true],
  ["points_loss", "For a loss", true],
  ["points_forfeit", "For who forfeits", false],
] as const;
const DIFFERENTIALS = [
  ["forfeit_differential", "A forfeit counts", "So many to nothing; empty: as the battle stood."],
  ["double_forfeit_differential", "A double forfeit costs each", "Empty: as the battle stood."],
] as const;
const TIE_BREAK_LABELS = {
  head_to_head: "Head to head",
  differential: "Differential",
  strength: "Strength of the opponents",
  wins: "Wins",
};
const END_LABELS = { forfeit: "forfeits", timeout: "losses on the clock", disconnect: "losses by leaving" };

/** How results are scored, and how teams that are level are parted. */
export function ScoringFields({ rules }: { rules: Rules }) {
  return (
    <>
      <fieldset>
        <legend>Points</legend>
        <div class="filters">
          {POINTS.map(([name, label, required]) => (
            <Field key={name} label={label} {...(!required && { hint: "Empty: as any loss." })}>
              {(described) => (
                <input
                  {...described}
                  name={name}
                  type="number"
                  step="any"
                  min={-1000}
                  max={1000}
                  required={required}
                  defaultValue={rules[name] ?? ""}
                />
              )}
            </Field>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Scored as forfeits</legend>
        <div class="row">
          {FORFEIT_ENDS.map((end) => (
            <label key={end} class="toggle">
              <input
                type="checkbox"
                name="forfeit_ends"
                value={end}
                defaultChecked={rules.forfeit_ends.includes(end)}
              />{" "}
              {END_LABELS[end]}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="filters">
        {DIFFERENTIALS.map(([name, label, hint]) => (
          <Field key={name} label={label} hint={hint}>
            {(described) => (
              <input
                {...described}
                name={name}
                type="number"
                min={0}
                max={1000}
                defaultValue={rules[name] ?? ""}
              />
            )}
          </Field>
        ))}
      </div>
      <fieldset>
        <legend>Tie-breaks, one after the other</legend>
        <div class="filters">
          {TIE_BREAKS.map((_, place) => (
            <label key={place}>
              {place + 1}.
              <select name="tie_breaks">
                <option value="">–</option>
                {TIE_BREAKS.map((tieBreak) => (
                  <option key={tieBreak} value={tieBreak} selected={rules.tie_breaks[place] === tieBreak}>
                    {TIE_BREAK_LABELS[tieBreak]}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}

/** What the scoring's fields say, as `change_season_rules` takes it. */
export function readRules(form: FormData): object {
  const optional = (name: string) => {
    const text = String(form.get(name) ?? "").trim();
    return text === "" ? null : Number(text);
  };
  return {
    points_win: Number(form.get("points_win")),
    points_tie: Number(form.get("points_tie")),
    points_loss: Number(form.get("points_loss")),
    points_forfeit: optional("points_forfeit"),
    forfeit_ends: form.getAll("forfeit_ends").map(String),
    forfeit_differential: optional("forfeit_differential"),
    double_forfeit_differential: optional("double_forfeit_differential"),
    // One that was chosen twice counts where it stands first.
    tie_breaks: [...new Set(form.getAll("tie_breaks").map(String))].filter((tieBreak) => tieBreak !== ""),
  };
}

const KO_LABELS: Record<(typeof KO_KINDS)[number], string> = {
  hazard: "Hazards",
  ability_item: "Abilities and items",
  residual: "Poison, burn, Leech Seed, weather, Perish Song",
  destiny_bond: "Destiny Bond",
  recoil: "Recoil",
  self_ko: "Explosion and confusion",
  team: "An ally's hit",
  forfeit: "Those left when a player forfeits",
};
const VALUE_LABELS = { direct: "direct", passive: "passive", none: "nobody's" };

/** What counts as a KO. One by a foe's move is direct under all rules. */
export function KoFields({ rules }: { rules: Rules["ko_rules"] }) {
  return (
    <ul class="list">
      {KO_KINDS.map((kind) => (
        <li key={kind}>
          <span class="grow" id={`ko-${kind}`}>
            {KO_LABELS[kind]}
          </span>
          <fieldset class="choice-row" aria-labelledby={`ko-${kind}`}>
            {KO_VALUES.map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name={`ko-${kind}`}
                  value={value}
                  defaultChecked={rules[kind] === value}
                />
                <span>{VALUE_LABELS[value]}</span>
              </label>
            ))}
          </fieldset>
        </li>
      ))}
    </ul>
  );
}

/** What they say, as `set_ko_rules` takes it. */
export function readKoRules(form: FormData): Record<string, string> {
  return Object.fromEntries(KO_KINDS.map((kind) => [kind, String(form.get(`ko-${kind}`))]));
}
