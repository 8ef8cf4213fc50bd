import { useEffect, useId, useState } from "preact/hooks";
import type { Api } from "../api.ts";
import { namesOf } from "./rows.ts";

interface NameFieldProps {
  api: Api;
  kind: "player" | "pokemon";
  name: string;
  label: string;
  value: string;
  placeholder?: string;
}

/** Milliseconds without a key before names are asked for. */
const CALM = 250;

/** A field for names, with those that begin so; of several, for the last one. */
export function NameField({ api, kind, name, label, value, placeholder }: NameFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [names, setNames] = useState<string[]>([]);
  const several = kind === "pokemon";
  const [, before = "", last = ""] = several
    ? (/^(.*,\s*)?(.*)$/.exec(typed ?? "") ?? [])
    : ["", "", typed ?? ""];

  useEffect(() => {
    if (last.trim().length < 2) return setNames([]);
    let current = true;
    const timer = setTimeout(() => {
      namesOf(api, kind, last).then(
        (found) => current && setNames(found),
        // Suggestions are a help: the search works without them.
        () => current && setNames([]),
      );
    }, CALM);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, kind, last]);

  return (
    <label>
      {label}
      <input
        name={name}
        list={id}
        defaultValue={value}
        placeholder={placeholder}
        maxLength={200}
        autoComplete="off"
        spellcheck={false}
        dir="auto"
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <datalist id={id}>
        {names.map((one) => (
          <option key={one} value={`${before}${one}`} />
        ))}
      </datalist>
    </label>
  );
}
