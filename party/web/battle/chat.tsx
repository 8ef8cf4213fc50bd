import { useState } from "preact/hooks";

/** The most characters of a message. */
const LENGTH = 300;

/** Says something to everyone in the room; it appears in the log. */
export function Chat({ disabled, say }: { disabled: boolean; say: (text: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      class="say"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "" || disabled) return;
        say(text.trim());
        setText("");
      }}
    >
      <input
        aria-label="Message"
        placeholder="Say something…"
        maxLength={LENGTH}
        autoComplete="off"
        dir="auto"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" disabled={disabled || text.trim() === ""}>
        Send
      </button>
    </form>
  );
}
