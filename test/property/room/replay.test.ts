import { Teams, toID } from "@pkmn/sim";
import { expect, test } from "vitest";
import { BattleEvent } from "../../../functions/_shared/schema/events.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, type TestRoom, type TestSocket, until } from "../../harness/rooms.ts";

const SINGLES = Array.from({ length: 9 }, (_, index) => `gen${index + 1}randombattle`);
const DOUBLES = ["gen9randomdoublesbattle", "gen8randomdoublesbattle"];

interface Outcome {
  logs: Record<"p1" | "p2" | "spectator", string[]>;
  end: unknown;
  event: unknown;
}

/** Plays a battle; the machine dies at the put with that number and comes back. */
async function playThrough(
  format: string,
  number: number,
  crashAt: number,
): Promise<Outcome & { puts: number; test: TestRoom; sockets: TestSocket[] }> {
  const battle = createBattle({ id: `battle-${number}`, format, seed: `${number},22,333,4444` });
  const { test: room, p1, p2 } = await seatedRoom({ ...battle, correlationId: CORRELATION });
  // Every other battle's one-sided choices wait for their write, and may die with the machine.
  room.holds = number % 2 === 0;
  const sessions = { p1: p1.session, p2: p2.session };
  let seats: Record<Seat, TestSocket> = { p1, p2 };
  let spectator = await room.rejoin(null);
  const sockets = [p1, p2, spectator];
  room.storage.crashAt = crashAt;
  for (let round = 0; round < 3_000; round += 1) {
    for (const seat of ["p1", "p2"] as const) {
      if (ended(seats[seat])) continue;
      // A choice is stamped when it is first made, however often the machine dies.
      room.now = Date.parse("2026-11-22T13:00:00.000Z") + (seats[seat].request?.rqid ?? 0) * 10_000;
      const restored = seats[seat].messages.findLast(({ type }) => type === "BATTLE_RESTORED");
      const chosen =
        restored?.type === "BATTLE_RESTORED" && restored === seats[seat].last && restored.choice !== null;
      if (!chosen) await chooseFor(room, seats[seat], seat, `play ${number}`);
      if (!room.storage.crashed) continue;
      room.restart();
      seats = {
        p1: await room.rejoin(sessions.p1),
        p2: await room.rejoin(sessions.p2),
      };
      spectator = await room.rejoin(null);
      sockets.push(seats.p1, seats.p2, spectator);
    }
    if (ended(seats.p1)) break;
  }
  const logs = {
    p1: (await room.rejoin(sessions.p1)).log,
    p2: (await room.rejoin(sessions.p2)).log,
    spectator: (await room.rejoin(null)).log,
  };
  await room.room.alarm();
  await until(
    () => room.posted.some(({ id }) => id.endsWith(".completed")),
    "the battle's end to be reported",
  );
  const event = BattleEvent.parse(JSON.parse(room.posted.at(-1)?.body ?? ""));
  return {
    logs,
    end: seats.p1.messages.findLast(({ type }) => type === "BATTLE_END" || type === "BATTLE_RESTORED"),
    event,
    puts: room.storage.puts,
    test: room,
    sockets,
  };
}

const CORRELATION = createBattle().correlationId;

function ended(socket: TestSocket): boolean {
  return socket.messages.some(
    (message) => message.type === "BATTLE_END" || (message.type === "BATTLE_RESTORED" && message.end),
  );
}

/** `|t:|` lines and moments: a choice that died with the machine is made again, later. */
function timeless(logs: Outcome["logs"]): Outcome["logs"] {
  const keep = (lines: string[]) => lines.filter((line) => !line.startsWith("|t:|"));
  return { p1: keep(logs.p1), p2: keep(logs.p2), spectator: keep(logs.spectator) };
}

test.each([...SINGLES, ...DOUBLES])(
  "a %s battle that lost its machine ends as an undisturbed one",
  async (format) => {
    for (let number = 1; number <= 2; number += 1) {
      const calm = await playThrough(format, number, Number.POSITIVE_INFINITY);
      const crashAt = 6 + ((number * 7919) % Math.max(1, calm.puts - 8));
      const stormy = await playThrough(format, number, crashAt);
      expect(timeless(stormy.logs)).toEqual(timeless(calm.logs));
      expect(stormy.event).toMatchObject({ kind: "battle.completed", winner: winner(calm.event) });

      // Rebuilt once more, it is the same to the byte, time stamps and the private log included.
      const before = stormy.logs;
      stormy.test.restart();
      expect((await stormy.test.rejoin(null)).log).toEqual(before.spectator);
    }
  },
);

test.each(["gen9randombattle", "gen9randomdoublesbattle", "gen3randombattle"])(
  "no audience of a %s battle is told another's secrets before the end",
  async (format) => {
    const { sockets, event, logs } = await playThrough(format, 5, Number.POSITIVE_INFINITY);
    const [p1, p2, spectator] = sockets;
    if (!p1 || !p2 || !spectator) throw new Error("Three sockets were expected");
    const inputLog = String(JSON.stringify(event));
    expect(inputLog).toContain("5,22,333,4444");
    const bytes = {
      p1: p1.frames.join("\n"),
      p2: p2.frames.join("\n"),
      spectator: spectator.frames.join("\n"),
    };
    const teams = [...inputLog.matchAll(/\\"team\\":\\"(.*?)\\"/g)].map((match) => match[1] ?? "");
    expect(teams).toHaveLength(2);
    for (const [audience, text] of Object.entries(bytes)) {
      for (const team of teams) expect(text, `a packed team, to ${audience}`).not.toContain(team);
      expect(text, `the seed, to ${audience}`).not.toContain("5,22,333,4444");
      expect(text, `the split lines, to ${audience}`).not.toContain("|split|");
    }
    expect(bytes.spectator).not.toContain('"request":{');
    // Own Pokémon have HP in points, everyone else's a share of 100 or 48.
    const foreign = { p1: "p2", p2: "p1", spectator: "p[12]" };
    for (const audience of ["p1", "p2", "spectator"] as const) {
      const conditions = logs[audience].flatMap((line) => {
        const match = new RegExp(
          `^\\|(?:switch|drag|-damage|-heal|-sethp)\\|${foreign[audience]}[a-c]: [^|]*(?:\\|[^|]*, [^|]*|\\|[^|/]*)?\\|(\\d+)/(\\d+)`,
        ).exec(line);
        return match ? [match[2]] : [];
      });
      expect(conditions.length).toBeGreaterThan(0);
      expect(conditions.filter((most) => most !== "100" && most !== "48")).toEqual([]);
    }
    // Of another team only the log tells; no request and no other field does.
    for (const [seat, socket] of [
      ["p1", p1],
      ["p2", p2],
      ["spectator", spectator],
    ] as const) {
      for (const [owner, text] of teams.entries()) {
        if (seat === `p${owner + 1}`) continue;
        expect(leaks(socket, secretsOf(text), ownWords(seat, teams))).toEqual([]);
      }
    }
    // A request names its own side alone.
    for (const [seat, other] of [
      [p1, "p2"],
      [p2, "p1"],
    ] as const) {
      for (const message of seat.messages) {
        if (message.type === "BATTLE_UPDATE" && message.request)
          expect(JSON.stringify(message.request)).not.toContain(`"${other}: `);
      }
    }
  },
);

function winner(event: unknown): unknown {
  return typeof event === "object" && event !== null && "winner" in event ? event.winner : undefined;
}

/** What a team keeps to itself until it is shown: its Pokémon, moves, items and abilities, as ids. */
function secretsOf(packed: string): Set<string> {
  const words = (Teams.unpack(packed) ?? []).flatMap((set) => [
    toID(set.species),
    toID(set.item),
    toID(set.ability),
    ...set.moves.map((move) => toID(move)),
  ]);
  return new Set(words.filter((word) => word !== ""));
}

/** The ids that an audience knows of its own team. */
function ownWords(audience: "p1" | "p2" | "spectator", teams: readonly string[]): Set<string> {
  const own = audience === "spectator" ? undefined : teams[audience === "p1" ? 0 : 1];
  return own === undefined ? new Set() : secretsOf(own);
}

/** Secrets that stand in what a socket was sent outside of the battle log's own lines. */
function leaks(socket: TestSocket, secrets: Set<string>, own: Set<string>): string[] {
  const found = new Set<string>();
  for (const message of socket.messages) {
    const { log: _, ...rest } = { log: [], ...message };
    for (const [word] of JSON.stringify(rest)
      .toLowerCase()
      .matchAll(/[a-z0-9]+/g)) {
      if (secrets.has(word) && !own.has(word)) found.add(word);
    }
  }
  return [...found];
}
