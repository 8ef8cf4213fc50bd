import { FORMATS, formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import { Link, navigate } from "../routes.tsx";
import { NameField } from "./name-field.tsx";
import { FIELDS, type Wanted } from "./rows.ts";

/** What replays are searched by. A search is another address: the way back leads to the one before. */
export function Filters({ api, wanted }: { api: Api; wanted: Wanted }) {
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query = new URLSearchParams();
    for (const field of FIELDS) {
      const value = String(form.get(field) ?? "").trim();
      if (value !== "") query.set(field, value);
    }
    const text = query.toString();
    navigate(text === "" ? "/replays" : `/replays?${text}`);
  };
  const formats = FORMATS.map(({ id }) => id);
  if (wanted.format !== "" && !formats.includes(wanted.format)) formats.push(wanted.format);
  const key = FIELDS.map((field) => wanted[field]).join("\n");
  return (
    // Another address fills the fields anew.
    <search>
      <form key={key} class="card" aria-label="Search replays" onSubmit={search}>
        <div class="filters">
          <NameField api={api} kind="player" name="player" label="Player" value={wanted.player} />
          <NameField api={api} kind="player" name="opponent" label="Against" value={wanted.opponent} />
          <label>
            Format
            <select name="format" defaultValue={wanted.format}>
              <option value="">All formats</option>
              {formats.map((id) => (
                <option key={id} value={id} selected={id === wanted.format}>
                  {formatName(id)}
                </option>
              ))}
            </select>
          </label>
          <NameField
            api={api}
            kind="pokemon"
            name="pokemon"
            label="Pokémon"
            value={wanted.pokemon}
            placeholder="Great Tusk, Ho-Oh"
          />
          <label>
            From
            <input type="date" name="from" defaultValue={wanted.from} />
          </label>
          <label>
            Until
            <input type="date" name="until" defaultValue={wanted.until} />
          </label>
        </div>
        <div class="row">
          <button type="submit" class="primary">
            Search
          </button>
          <Link class="button quiet" to="/replays">
            Clear
          </Link>
        </div>
      </form>
    </search>
  );
}
