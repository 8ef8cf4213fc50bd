import { ConfirmButton } from "../ui/dialog.tsx";

/** Gives the battle up, after asking whether that is meant. */
export function Forfeit({ disabled, forfeit }: { disabled: boolean; forfeit: () => void }) {
  return (
    <ConfirmButton
      label="Forfeit"
      class="quiet"
      disabled={disabled}
      question="Give the battle up?"
      consequence="It counts as lost, at once and for good."
      yes="Yes, I forfeit"
      no="No, play on"
      confirmed={forfeit}
    />
  );
}
