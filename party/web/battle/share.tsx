import { useState } from "preact/hooks";

/** The battle's address, to send to an opponent. */
export function Share() {
  const [copied, setCopied] = useState<boolean | null>(null);
  const address = location.origin + location.pathname;
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div class="share">
      <label>
        Send this link to an opponent
        <input readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" onClick={copy}>
        Copy
      </button>
      <span role="status" class="small muted">
        {copied === true && "Copied."}
        {copied === false && "Copy it by hand: the browser did not allow it."}
      </span>
    </div>
  );
}
