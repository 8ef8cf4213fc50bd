import { Paste } from "../../../functions/_shared/schema/teams.ts";
import type { Api } from "../api.ts";

/** The paste that an address names; `null` for any other text. */
export function pasteIn(text: string): string | null {
  return (
    /^\s*(?:https?:\/\/)?(?:www\.)?pokepast\.es\/([0-9a-f]{1,16})(?:\/\w*)?\/?\s*$/i.exec(text)?.[1] ?? null
  );
}

/** Reads a paste through the league: Pokepaste lets no page but Showdown's read it. */
export function loadPaste(api: Api, id: string): Promise<Paste> {
  return api.ask(`api/v1/pastes/${id}`, Paste);
}
