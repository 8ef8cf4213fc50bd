import * as z from "zod";
import { Paste } from "../_shared/schema/teams.ts";

const TIMEOUT_MS = 5000;
/** Bytes of an answer: a team's text with its notes. */
const ANSWER_LIMIT = 128 * 1024;

/** What Pokepaste has at an address; `unusable`: what is there is no team that we take. */
export type PasteAnswer =
  | { kind: "paste"; paste: Paste }
  | { kind: "missing" }
  | { kind: "unusable"; message: string }
  | { kind: "unreachable"; message: string };

export interface Pastes {
  /** Reads a paste; never throws. */
  read(id: string): Promise<PasteAnswer>;
}

export interface PastesOptions {
  /** The one host that is ever asked. */
  url: string;
  fetch: typeof fetch;
}

/** What `<id>/json` answers. Author and notes are nothing to us. */
const Answer = z.object({ title: z.string().default(""), paste: z.string() });

/** Reads teams of Pokepaste: of its own host alone, wherever it might redirect to. */
export function connectPastes({ url, fetch }: PastesOptions): Pastes {
  const ask = async (id: string): Promise<PasteAnswer> => {
    const response = await fetch(`${url}/${encodeURIComponent(id)}/json`, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404) {
      await response.body?.cancel();
      return { kind: "missing" };
    }
    if (!response.ok) {
      await response.body?.cancel();
      return { kind: "unreachable", message: `Pokepaste answered ${response.status}` };
    }
    const text = await readUpTo(response, ANSWER_LIMIT);
    if (text === null) return { kind: "unusable", message: `it is over ${ANSWER_LIMIT} bytes` };
    const answer = Answer.safeParse(JSON.parse(text));
    if (!answer.success) return { kind: "unreachable", message: "Pokepaste's answer is no paste" };
    const { title, paste } = answer.data;
    const read = Paste.safeParse({ id, title: title.slice(0, 200), team: paste.replaceAll("\r\n", "\n") });
    return read.success
      ? { kind: "paste", paste: read.data }
      : { kind: "unusable", message: "it holds no team, or a very long one" };
  };
  return {
    read: (id) =>
      ask(id).catch((error: unknown) => ({
        kind: "unreachable",
        message: error instanceof Error ? error.message : String(error),
      })),
  };
}

/** A body's text, `null` where it is longer than that, whatever its headers say. */
async function readUpTo({ body }: Response, limit: number): Promise<string | null> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done || value === undefined) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader?.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
