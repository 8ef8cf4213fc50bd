import { useState } from "preact/hooks";
import { type Api, messageOf } from "../api.ts";
import { toast } from "../ui/announce.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Gives the command that links the viewer's Discord account. */
export function DiscordLink({ api }: { api: Api }) {
  const [code, setCode] = useState<string | null>(null);
  const ask = () =>
    api.discordCode().then(
      (given) => setCode(given.code),
      (failure: unknown) => toast(`Cannot link Discord: ${messageOf(failure)}`, "error"),
    );
  return (
    <>
      <button type="button" class="quiet small" aria-haspopup="dialog" onClick={ask}>
        Link Discord
      </button>
      {code !== null && (
        <Dialog title="Link your Discord account" close={() => setCode(null)}>
          <p>Say this in your league's Discord server within ten minutes:</p>
          <p class="code">
            <output>/link account code:{code}</output>
          </p>
          <div class="ends">
            <button type="button" class="primary" onClick={() => setCode(null)}>
              Done
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
