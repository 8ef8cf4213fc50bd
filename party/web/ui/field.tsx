import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What a field gives its control along. */
export interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** What is wrong with what was entered; `null` while nothing is. */
  error?: string | null;
  children: (described: Described) => ComponentChildren;
}

/** A labelled control, what helps to fill it in, and what is wrong with it. */
export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId();
  const notes = [hint !== undefined && `${id}-hint`, error !== null && `${id}-error`].filter(Boolean);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-describedby": notes.length > 0 ? notes.join(" ") : undefined,
        "aria-invalid": error !== null,
      })}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error !== null && (
        <span class="wrong" id={`${id}-error`} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
