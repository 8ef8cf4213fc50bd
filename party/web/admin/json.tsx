import { toast } from "../ui/announce.tsx";

/** A value as JSON, folded away, to be read or copied. */
export function Json({ value, summary, open = false }: { value: unknown; summary: string; open?: boolean }) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return (
    <details class="json" open={open}>
      <summary>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        class="quiet small"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => toast("Copied."),
            () => toast("Cannot copy: the browser does not allow it. Mark the text instead.", "error"),
          )
        }
      >
        Copy
      </button>
    </details>
  );
}
