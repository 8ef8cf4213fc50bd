import { useState } from "preact/hooks";
import { type Api, messageOf } from "../api.ts";

/** Gives the command that links the viewer's Discord account. */
export function DiscordLink({ api }: { api: Api }) {
  const [said, setSaid] = useState<string | null>(null);
  const ask = async () => {
    try {
      setSaid(`Say in Discord within ten minutes: /link account code:${(await api.discordCode()).code}`);
    } catch (failure) {
      setSaid(`Cannot link Discord: ${messageOf(failure)}`);
    }
  };
  return (
    <>
      <button type="button" class="quiet small" onClick={ask}>
        Link Discord
      </button>
      {said !== null && <output class="small">{said}</output>}
    </>
  );
}
