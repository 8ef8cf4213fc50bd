import { toast } from "../ui/announce.tsx";
import { saveFile } from "../ui/csv.ts";
import type { ReadTeam } from "./sets.ts";

const FORMS = [
  { key: "text", label: "Export" },
  { key: "packed", label: "Packed" },
  { key: "json", label: "JSON" },
] as const;

/** The team to take elsewhere: as Showdown exports it, packed, and as JSON. */
export function Outputs({ team, name }: { team: ReadTeam; name: string }) {
  const copy = (form: (typeof FORMS)[number]) =>
    navigator.clipboard.writeText(team[form.key]).then(
      () => toast(`Copied: ${form.label}.`),
      () => toast("The browser did not allow it to be copied: save the file instead.", "error"),
    );
  const file = name.replace(/[^\w-]+/g, "-").replace(/^-+|-+$/g, "") || "team";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div class="row" role="group" aria-label="Take the team elsewhere">
      <span class="muted small">Copy as</span>
      {FORMS.map((form) => (
        <button
          key={form.key}
          type="button"
          class="small"
          aria-label={`Copy as ${form.label}`}
          onClick={() => copy(form)}
        >
          {form.label}
        </button>
      ))}
      <button
        type="button"
        class="small quiet"
        onClick={() => saveFile(`${file}.txt`, `${team.text}\n`, "text/plain;charset=utf-8")}
      >
        Download .txt
      </button>
    </div>
  );
}
