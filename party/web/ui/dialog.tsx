import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface DialogProps {
  title: string;
  close: () => void;
  /** As wide as a table needs. */
  wide?: boolean;
  children: ComponentChildren;
}

/** A dialog over the page while it is mounted; Escape closes it, and the focus returns to where it was. */
export function Dialog({ title, close, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "broad" : ""}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  /** What the button says. */
  label: ComponentChildren;
  /** Said of it where the label alone is not enough. */
  described?: string;
  class?: string;
  disabled?: boolean;
  /** What is asked: "Delete the team?". */
  question: string;
  /** What follows from it. */
  consequence?: ComponentChildren;
  yes: string;
  no?: string;
  confirmed: () => void;
}

/** A button that asks whether it is meant before anything happens. */
export function ConfirmButton(props: ConfirmProps) {
  const {
    label,
    described,
    class: look = "",
    disabled = false,
    question,
    consequence,
    yes,
    confirmed,
  } = props;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class={look}
        disabled={disabled}
        aria-label={described}
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
      {asking && (
        <Dialog title={question} close={() => setAsking(false)}>
          {consequence !== undefined && <div class="muted">{consequence}</div>}
          <div class="ends">
            <button type="button" onClick={() => setAsking(false)}>
              {props.no ?? "Cancel"}
            </button>
            <button
              type="button"
              class="danger"
              onClick={() => {
                setAsking(false);
                confirmed();
              }}
            >
              {yes}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
