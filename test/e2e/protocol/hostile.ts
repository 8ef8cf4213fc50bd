import WebSocket from "ws";
import * as z from "zod";

/** What is sent, as text or as a message, and which answers the page allows. */
interface Attack {
  name: string;
  frame: string | Buffer | object;
  codes: string[];
}

const PLAYING = ["NOT_YOUR_TURN", "STALE_REQUEST", "BATTLE_ENDED"];
const Answer = z.looseObject({
  type: z.string(),
  code: z.string().optional(),
  request: z.unknown().optional(),
});

/** Frames that are refused by their form, whoever sends them. */
function malformed(battleId: string): Attack[] {
  const frames: [string, string | Buffer | object][] = [
    ["text that is no JSON", "}{"],
    ["an array", "[]"],
    ["null", "null"],
    ["an unknown type", { type: "CHEAT", battleId }],
    ["bytes", Buffer.from([1, 2, 3])],
    ["a field too many", { type: "FORFEIT", battleId, winner: "p1" }],
    ["a polluted prototype", `{"type":"FORFEIT","battleId":"${battleId}","__proto__":{"seat":"p2"}}`],
    ["rqid as text", { type: "MOVE", battleId, rqid: "1", choice: "move 1" }],
    ["rqid 0", { type: "MOVE", battleId, rqid: 0, choice: "move 1" }],
    ["half a rqid", { type: "MOVE", battleId, rqid: 1.5, choice: "move 1" }],
    ["a long choice", { type: "MOVE", battleId, rqid: 1, choice: "m".repeat(201) }],
    ["a long line", { type: "CHAT", battleId, text: "x".repeat(301) }],
    ["nothing said", { type: "CHAT", battleId, text: "" }],
    ["since before the beginning", { type: "REJOIN", battleId, since: -1 }],
    ["a frame that is too large", { type: "CHAT", battleId, text: "x".repeat(17_000) }],
  ];
  return frames.map(([name, frame]) => ({ name, frame, codes: ["INVALID_MESSAGE"] }));
}

function strangers(battleId: string): Attack[] {
  const refused = ["AUTH_FAILED", "BATTLE_ENDED"];
  return [
    {
      name: "MOVE of a spectator",
      frame: { type: "MOVE", battleId, rqid: 1, choice: "move 1" },
      codes: refused,
    },
    { name: "FORFEIT of a spectator", frame: { type: "FORFEIT", battleId }, codes: refused },
    { name: "CHAT of a spectator", frame: { type: "CHAT", battleId, text: "hello" }, codes: refused },
    { name: "TIMER of a spectator", frame: { type: "TIMER", battleId, on: true }, codes: refused },
    {
      name: "a made-up session",
      frame: { type: "REJOIN", battleId, session: "f".repeat(32), since: 0 },
      codes: ["AUTH_FAILED"],
    },
    { name: "a made-up ticket", frame: { type: "JOIN", battleId, ticket: "a.b.c" }, codes: refused },
  ];
}

/** What somebody with a seat may try. */
function seated(battleId: string, rqid: number, usedTicket: string): Attack[] {
  const choices = [
    "move Thunderbolt",
    "switch Pikachu",
    "undo",
    "move 1 mega zmove",
    "move 1\nforfeit",
    "move 99",
    "switch 24",
    "move constructor",
    "team 1, team 2",
    "pass, pass, pass, pass",
  ];
  return [
    {
      name: "another battle",
      frame: { type: "FORFEIT", battleId: "somewhere-else" },
      codes: ["BATTLE_NOT_FOUND"],
    },
    {
      name: "a used ticket",
      frame: { type: "JOIN", battleId, ticket: usedTicket },
      codes: ["AUTH_FAILED", "BATTLE_ENDED"],
    },
    {
      name: "a request to come",
      frame: { type: "MOVE", battleId, rqid: rqid + 1_000, choice: "move 1" },
      codes: ["STALE_REQUEST", "BATTLE_ENDED"],
    },
    {
      name: "UNDO of a request to come",
      frame: { type: "UNDO", battleId, rqid: rqid + 1_000 },
      codes: ["STALE_REQUEST", "BATTLE_ENDED"],
    },
    ...choices.map((choice) => ({
      name: `the choice '${choice}'`,
      frame: { type: "MOVE", battleId, rqid, choice },
      codes: ["INVALID_MOVE", ...PLAYING],
    })),
  ];
}

export interface Target {
  url: string;
  battleId: string;
  session: string;
  usedTicket: string;
}

/** Attacks as a spectator and as the player; tells what was answered otherwise than the page says. */
export async function pester(target: Target): Promise<string[]> {
  const { battleId, session, usedTicket } = target;
  const watch = { type: "REJOIN", battleId, since: 0 };
  const results = await Promise.all([
    attack(target, watch, () => [...strangers(battleId), ...malformed(battleId)]),
    attack(target, { ...watch, session }, (rqid) => seated(battleId, rqid, usedTicket)),
    attack(
      target,
      watch,
      () =>
        Array.from({ length: 30 }, () => ({
          name: "the twentieth",
          frame: "{}",
          codes: ["INVALID_MESSAGE"],
        })),
      4400,
    ),
    flood(target),
  ]);
  return results.flat();
}

/** Sends one attack after the other and looks at the `ERROR` that answers each. */
function attack(
  { url }: Target,
  hello: object,
  attacks: (rqid: number) => Attack[],
  closesWith?: number,
): Promise<string[]> {
  return new Promise((resolve) => {
    const faults: string[] = [];
    const socket = new WebSocket(url);
    let left: Attack[] = [];
    let current: Attack | undefined;
    let lateBy: NodeJS.Timeout | undefined;
    const next = () => {
      clearTimeout(lateBy);
      current = left.shift();
      const { frame } = current ?? {};
      if (frame === undefined) {
        if (closesWith !== undefined) faults.push(`not closed with ${closesWith}`);
        resolve(faults);
        socket.terminate();
        return;
      }
      lateBy = setTimeout(() => {
        faults.push(`no answer to ${current?.name}`);
        socket.terminate();
      }, 15_000);
      socket.send(typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    };
    lateBy = setTimeout(() => {
      faults.push("no BATTLE_RESTORED");
      socket.terminate();
    }, 15_000);
    socket.on("open", () => socket.send(JSON.stringify(hello)));
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const answer = Answer.parse(JSON.parse(String(data)));
      if (answer.type === "BATTLE_RESTORED" && current === undefined) {
        const { rqid } = z.object({ rqid: z.int() }).catch({ rqid: 1 }).parse(answer.request);
        left = attacks(rqid);
        return next();
      }
      if (answer.type !== "ERROR" || current === undefined) return;
      if (!current.codes.includes(answer.code ?? "")) {
        faults.push(`${current.name} was answered with ${answer.code}: ${String(data).slice(0, 300)}`);
      }
      // Refused messages count: keep below 5 a second.
      clearTimeout(lateBy);
      lateBy = setTimeout(next, 260);
    });
    socket.on("close", (code) => {
      clearTimeout(lateBy);
      const broken = code === 1006 || code === 1005 || code === 1011;
      if (!broken && code !== (closesWith ?? 1000)) faults.push(`closed with ${code} at ${current?.name}`);
      resolve(faults);
    });
  });
}

/** Goes on sending much too fast. */
function flood({ url, battleId }: Target): Promise<string[]> {
  return new Promise((resolve) => {
    const faults: string[] = [];
    const seen = new Set<string>();
    const socket = new WebSocket(url);
    socket.on("error", () => undefined);
    socket.on("open", () => {
      socket.send(JSON.stringify({ type: "REJOIN", battleId, since: 0 }));
      for (let count = 0; count < 500; count += 1) socket.send('{"type":"PING"}');
    });
    socket.on("message", (data) => {
      const { type, code } = Answer.parse(JSON.parse(String(data)));
      seen.add(code ?? type);
    });
    const giveUp = setTimeout(() => {
      faults.push(`a flood did not close the connection; ${[...seen]}`);
      socket.terminate();
    }, 10_000);
    socket.on("close", (code) => {
      clearTimeout(giveUp);
      if (code === 4429 && !seen.has("RATE_LIMITED")) faults.push("closed for a flood without RATE_LIMITED");
      if (code !== 4429 && code !== 1006) faults.push(`closed a flood with ${code}`);
      resolve(faults);
    });
  });
}
