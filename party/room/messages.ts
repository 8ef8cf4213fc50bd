import { displayNames } from "../../functions/_shared/battle/name.ts";
import { PROTOCOL_VERSION, type ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import type { Audience } from "./simulator.ts";
import type { Live, RoomState } from "./state.ts";

/** Characters of log in one message: a frame of over 1 MiB would close the connection. */
const LOG_LIMIT = 250_000;

/** What the battle is: who plays, which format, whether it has started. */
export function battleStart({ battle, seats, live }: RoomState): ServerMessage {
  const { battleId, format } = battle;
  const players = live
    ? { p1: live.start.players.p1.name, p2: live.start.players.p2.name }
    : waitingNames(seats);
  return { type: "BATTLE_START", v: PROTOCOL_VERSION, battleId, format, players, started: live !== null };
}

/** The lines of an audience after `since`, and what is asked of it. */
export function battleUpdate({ simulator }: Live, audience: Audience, since: number): ServerMessage {
  const lines = simulator.lines(audience);
  return {
    type: "BATTLE_UPDATE",
    seq: lines.length,
    log: lines.slice(since),
    request: audience === "spectator" ? null : simulator.request(audience),
  };
}

/** The end for all to see; `null` while the battle runs. */
export function battleEnd({ simulator }: Live): ServerMessage | null {
  return simulator.ending && { type: "BATTLE_END", ...simulator.ending };
}

/**
 * Everything an audience has missed. A long log goes ahead in updates that ask nothing; the last message restores.
 */
export function battleRestored(live: Live | null, audience: Audience, since: number): ServerMessage[] {
  if (!live) return [{ type: "BATTLE_RESTORED", seq: 0, log: [], request: null, choice: null, end: null }];
  const { simulator } = live;
  const lines = simulator.lines(audience);
  const pieces = split(lines, Math.min(since, lines.length));
  const ahead = pieces.slice(0, -1).map(({ seq, log }): ServerMessage => {
    return { type: "BATTLE_UPDATE", seq, log, request: null };
  });
  const seat = audience === "spectator" ? null : audience;
  const restored: ServerMessage = {
    type: "BATTLE_RESTORED",
    seq: lines.length,
    log: pieces.at(-1)?.log ?? [],
    request: seat && simulator.request(seat),
    choice: seat && simulator.choice(seat),
    end: simulator.ending,
  };
  return [...ahead, restored];
}

function split(lines: readonly string[], since: number): { seq: number; log: string[] }[] {
  const pieces: { seq: number; log: string[] }[] = [];
  let log: string[] = [];
  let size = 0;
  for (let index = since; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (size + line.length > LOG_LIMIT) {
      pieces.push({ seq: index, log });
      log = [];
      size = 0;
    }
    log.push(line);
    size += line.length;
  }
  return [...pieces, { seq: lines.length, log }];
}

/** The players' names as the battle will show them, as far as they are known. */
function waitingNames(seats: RoomState["seats"]): { p1: string | null; p2: string | null } {
  const p1 = seats.name("p1");
  const p2 = seats.name("p2");
  return p1 !== null && p2 !== null ? displayNames(p1, p2) : { p1, p2 };
}
