import { messageOf } from "../api.ts";
import { toast } from "../ui/announce.tsx";
import { useStore } from "../ui/store.ts";
import { chime } from "./chime.ts";
import { change, type Settings, settings } from "./settings.ts";

/** What the keys do, and how the page calls for its player. */
export function SettingsView() {
  const { keys, sound, notify } = useStore(settings);
  return (
    <details class="card settings">
      <summary>Keys, sound and notifications</summary>
      <dl class="facts small">
        <dt>
          <kbd>Q</kbd> <kbd>W</kbd> <kbd>E</kbd> <kbd>R</kbd>
        </dt>
        <dd>the moves, and then whom they are aimed at</dd>
        <dt>
          <kbd>1</kbd> – <kbd>6</kbd>
        </dt>
        <dd>switch; in team preview, who comes next</dd>
        <dt>
          <kbd>T</kbd>
        </dt>
        <dd>Terastallize, Mega Evolve, Z-Move, Dynamax</dd>
        <dt>
          <kbd>Backspace</kbd>
        </dt>
        <dd>back, and undo while your opponent is awaited</dd>
        <dt>
          <kbd>Enter</kbd>
        </dt>
        <dd>go on with what is marked as the way on</dd>
      </dl>
      <Toggle name="keys" value={keys} label="Choose with these keys" />
      <Toggle name="sound" value={sound} label="A sound on your turn" />
      <Toggle name="notify" value={notify} label="A notification on your turn, while the page is hidden" />
    </details>
  );
}

function Toggle({ name, value, label }: { name: keyof Settings; value: boolean; label: string }) {
  const set = async (wanted: boolean) => {
    if (name === "sound" && wanted) {
      chime().catch((error: unknown) => toast(`Cannot play a sound: ${messageOf(error)}`, "error"));
    }
    if (name === "notify" && wanted && !(await mayNotify())) {
      change({ notify: false });
      toast(
        "Your browser does not allow notifications from this page. Allow them in its settings first.",
        "error",
      );
      return;
    }
    change({ [name]: wanted });
  };
  return (
    <label class="toggle">
      <input type="checkbox" checked={value} onChange={(event) => void set(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

/** Asks for leave, once it is wanted and never before. */
async function mayNotify(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}
