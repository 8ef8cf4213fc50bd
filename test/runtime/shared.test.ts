import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SCRIPT = `
import { sign, verify } from "./functions/_shared/auth/signature.ts";
import { issueTicket, verifyTicket } from "./functions/_shared/auth/ticket.ts";
import { formatChoice, parseChoice } from "./functions/_shared/battle/choice.ts";
import { cleanName } from "./functions/_shared/battle/name.ts";
const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
const now = Date.now();
const id = verify("body", new Headers({ ...sign("body", secrets, "msg_1", now) }), secrets);
const claims = { sub: crypto.randomUUID(), battle: "battle-1", seat: "p1", name: "Ann", jti: "ticket-1" };
const key = "a ticket secret for tests, long enough";
const { battle } = await verifyTicket(await issueTicket(claims, key, { now }), key, now);
console.log(JSON.stringify([id, battle, formatChoice(parseChoice("team 21")), cleanName("A\\n|b")]));
`;

// Under workerd the rooms' own test runs them: a signed CREATE_BATTLE, a ticket, names and choices.
test("signatures, tickets, choices and names work in Deno", async () => {
  const args = [
    "run",
    "--quiet",
    "--no-remote",
    "--node-modules-dir=manual",
    "--config=functions/deno.json",
    "--ext=ts",
    "-",
  ];
  const running = promisify(execFile)("node_modules/.bin/deno", args);
  running.child.stdin?.end(SCRIPT);
  const { stdout } = await running;
  expect(JSON.parse(stdout)).toEqual(["msg_1", "battle-1", "team 2,1", "A b"]);
});
