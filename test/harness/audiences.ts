import { Teams, toID } from "@pkmn/sim";
import { BattleCompleted } from "../../functions/_shared/schema/events.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import type { Audience } from "../../party/room/battle/simulator.ts";
import { createBattle } from "./battles.ts";
import { chooseFor, seatedRoom, type TestSocket, until } from "./rooms.ts";

/** A battle with all that was ever sent to each audience before its end was told. */
export interface Overheard {
  /** Frames up to the battle's end, as they were sent. */
  frames: Record<Audience, string[]>;
  /** The battle log of each audience. */
  logs: Record<Audience, string[]>;
  /** What brings each player back to the seat. */
  sessions: Record<Seat, string>;
  seed: string;
  teams: Record<Seat, SecretSet[]>;
  /** The simulator's own commands. */
  inputLog: readonly string[];
}

/** A Pokémon as its player brought it. */
export type SecretSet = NonNullable<ReturnType<typeof Teams.unpack>>[number];

/** Plays a seeded battle in a room in memory with two players and two spectators, one of whom comes when it runs. */
export async function overhear(
  format: string,
  number: number,
  teams: Partial<Record<Seat, string>> = {},
): Promise<Overheard> {
  const seed = `${number},50123,60456,40789`;
  const { test, p1, p2 } = await seatedRoom(createBattle({ format, seed }), teams);
  const spectator = await test.rejoin(null);
  const sockets: Record<Audience, TestSocket[]> = { p1: [p1], p2: [p2], spectator: [spectator] };
  const sessions = { p1: p1.session, p2: p2.session };
  for (let round = 0; !ended(p1); round += 1) {
    if (round === 8) {
      sockets.spectator.push(await test.rejoin(null));
      sockets.p1.push(await test.rejoin(sessions.p1, 3));
      await test.send(p2, { type: "OFFER_DRAW", battleId: test.battle.battleId });
      await test.send(p1, { type: "CHAT", battleId: test.battle.battleId, text: "good luck" });
    }
    const asked = [
      await chooseFor(test, p1, "p1", `${number}`),
      await chooseFor(test, p2, "p2", `${number}`),
    ];
    if (!asked.includes(true) && !ended(p1))
      throw new Error(`Cannot go on: nobody is asked in round ${round}`);
  }
  await test.room.alarm();
  await until(() => test.posted.some(({ id }) => id.endsWith(".completed")), "the report");
  const body = test.posted.find(({ id }) => id.endsWith(".completed"))?.body ?? "";
  const inputLog = BattleCompleted.parse(JSON.parse(body)).input_log;
  const framesOf = (audience: Audience) => sockets[audience].flatMap((socket) => [...socket.frames]);
  return {
    frames: { p1: framesOf("p1"), p2: framesOf("p2"), spectator: framesOf("spectator") },
    logs: { p1: p1.log, p2: p2.log, spectator: spectator.log },
    sessions,
    seed,
    teams: { p1: teamOf(inputLog, "p1"), p2: teamOf(inputLog, "p2") },
    inputLog,
  };
}

/** What was sent apart from the battle log's own lines: requests, clocks, names and all that may be added one day. */
export function besideTheLog(frames: readonly string[]): string {
  return frames
    .map((frame) => {
      const message = ServerMessage.parse(JSON.parse(frame));
      return JSON.stringify("log" in message ? { ...message, log: [] } : message);
    })
    .join("\n");
}

/** The words of a set that its foe must find out: each as the log prints it and as requests do. */
export function secretsOf(set: SecretSet): string[] {
  const known = [set.species, set.item, set.ability, ...set.moves].filter(
    (name) => name && name !== "No Ability",
  );
  return [...new Set(known.map((name) => toID(name)))];
}

/** The words in a text, as ids; names of several words are found as one. */
export function idsIn(text: string): Set<string> {
  const fields = text.split(/[|,"\][:{}@\n()]/);
  return new Set(fields.map((field) => toID(field)).filter((id) => id !== ""));
}

function ended(socket: TestSocket): boolean {
  return socket.messages.some(({ type }) => type === "BATTLE_END");
}

function teamOf(inputLog: readonly string[], seat: Seat): SecretSet[] {
  const line = inputLog.find((command) => command.startsWith(`>player ${seat} `)) ?? "";
  const player: { team?: string } = JSON.parse(line.slice(`>player ${seat} `.length));
  return Teams.unpack(player.team ?? "") ?? [];
}
