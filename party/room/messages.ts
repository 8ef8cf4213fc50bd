import { displayNames } from "../../functions/_shared/battle/name.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { PROTOCOL_VERSION, type ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import { clocksOf } from "./battle/clock.ts";
import type { Live } from "./battle/live.ts";
import type { Audience } from "./battle/simulator.ts";
import { timingOf } from "./battle/timing.ts";
import type { Context } from "./context.ts";
import { botName } from "./players/seats.ts";
import type { RoomState } from "./storage/state.ts";

/** Characters of log in one message: a frame of over 1 MiB would close the connection. */
const LOG_LIMIT = 250_000;

/** What messages tell of. */
type View = Pick<Context, "state" | "connections" | "presence" | "notes" | "delay" | "now">;

/** What the battle is: who plays, which format and rules, whether it has started. */
export function battleStart(state: RoomState): ServerMessage {
  const { battleId, format, rated, rules, bot, series } = state.battle;
  return {
    type: "BATTLE_START",
    v: PROTOCOL_VERSION,
    ...{ battleId, format, rated, bot, series },
    players: playerNames(state),
    started: state.live !== null,
    clock: rules.clock,
    casual: rules.casual,
    delay: rules.delay,
  };
}

/**
 * The lines of an audience after `since`, and what is asked of it.
 *
 * @param automatic the seats whose choices were drawn
 */
export function battleUpdate(
  view: View,
  live: Live,
  audience: Audience,
  since: number,
  automatic: readonly Seat[] = [],
): ServerMessage {
  const seq = lastLine(view, live, audience);
  return {
    type: "BATTLE_UPDATE",
    seq,
    log: live.simulator.lines(audience, since).slice(0, seq - since),
    request: audience === "spectator" ? null : live.simulator.request(audience),
    clocks: clocks(view, live, audience),
    ...(automatic.length > 0 && { autoMove: [...automatic] }),
  };
}

/** The end for all to see; `null` while the battle runs. */
export function battleEnd({ simulator }: Live): ServerMessage | null {
  return simulator.ending && { type: "BATTLE_END", ...simulator.ending };
}

/**
 * Everything an audience has missed. A long log goes ahead in updates that ask nothing; the last message restores.
 *
 * Spectators who are kept behind are told what is in the log and nothing of the moment.
 */
export function battleRestored(view: View, audience: Audience, since: number): ServerMessage[] {
  const { state, connections, presence, notes, now } = view;
  const { live, battle } = state;
  const seat = audience === "spectator" ? null : audience;
  const behind = isBehind(view, audience);
  const seq = live ? lastLine(view, live, audience) : 0;
  const from = Math.min(since, seq);
  const pieces = split(live?.simulator.lines(audience, from).slice(0, seq - from) ?? [], from);
  const ahead = pieces.slice(0, -1).map(({ seq, log }): ServerMessage => {
    return { type: "BATTLE_UPDATE", seq, log, request: null, clocks: null };
  });
  const left = (seat: Seat) =>
    live && !behind && connections.count(seat) === 0 ? presence.secondsLeft(seat, battle, now()) : null;
  const restored: ServerMessage = {
    type: "BATTLE_RESTORED",
    seq,
    log: pieces.at(-1)?.log ?? [],
    request: (live && seat && live.simulator.request(seat)) ?? null,
    choice: (live && seat && live.simulator.choice(seat)) ?? null,
    clocks: live && clocks(view, live, audience),
    timer: {
      on: live && !behind ? live.clock.on : battle.rules.clock !== null,
      off: behind ? [] : [...notes.timerOff],
    },
    away: { p1: left("p1"), p2: left("p2") },
    draw: live && !behind ? notes.draw(live.simulator.round) : null,
    spectators: connections.count("spectator"),
    end: ending(view, audience),
  };
  return [...ahead, restored];
}

/** Whether the audience sees the battle later than it is. */
export function isBehind({ delay }: Pick<View, "delay">, audience: Audience): boolean {
  return delay !== null && audience === "spectator";
}

/** Who plays, as the battle shows them; `null` for an open seat. */
function playerNames({ battle, seats, live }: RoomState): Record<Seat, string | null> {
  if (live) return { p1: live.start.players.p1.name, p2: live.start.players.p2.name };
  const p1 = seats.name("p1");
  const p2 = seats.name("p2") ?? (battle.bot && botName(battle.bot));
  return p1 !== null && p2 !== null ? displayNames(p1, p2) : { p1, p2 };
}

/** The number of the last line that the audience may see. */
function lastLine({ delay, now }: View, { simulator }: Live, audience: Audience): number {
  const seq = simulator.seq(audience);
  return delay !== null && audience === "spectator" ? Math.min(seq, delay.released(now())) : seq;
}

function clocks(view: View, live: Live, audience: Audience): ReturnType<typeof clocksOf> {
  if (isBehind(view, audience) || live.simulator.ending) return null;
  return clocksOf(timingOf(view.state.battle, live, view.presence.credit), audience, view.now());
}

function ending(
  view: View,
  audience: Audience,
): { winner: Seat | null; reason: "void" } | Live["simulator"]["ending"] {
  const { live } = view.state;
  if (view.notes.calledOff !== null) return { winner: null, reason: "void" };
  if (!live || lastLine(view, live, audience) < live.simulator.seq(audience)) return null;
  return live.simulator.ending;
}

function split(lines: readonly string[], since: number): { seq: number; log: string[] }[] {
  const pieces: { seq: number; log: string[] }[] = [];
  let log: string[] = [];
  let size = 0;
  lines.forEach((line, index) => {
    if (size + line.length > LOG_LIMIT) {
      pieces.push({ seq: since + index, log });
      log = [];
      size = 0;
    }
    log.push(line);
    size += line.length;
  });
  return [...pieces, { seq: since + lines.length, log }];
}
