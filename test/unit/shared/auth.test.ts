import { expect, test, vi } from "vitest";
import { sign, verify, webhookSecrets } from "../../../functions/_shared/auth/signature.ts";
import { issueTicket, TicketError, verifyTicket } from "../../../functions/_shared/auth/ticket.ts";
import { TicketClaims } from "../../../functions/_shared/schema/rooms.ts";

const OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const KEY = "a ticket secret for tests, long enough";
const NOW = Date.parse("2026-11-22T12:00:00.000Z");

function signed(body: string, secret: string, at = NOW): Headers {
  return new Headers({ ...sign(body, [secret], "msg_1", at) });
}

test("a signature is accepted from either secret of a rotation, and gives the message's id", () => {
  vi.useFakeTimers({ now: NOW });
  expect(verify("body", signed("body", OLD), [NEW, OLD])).toBe("msg_1");
  expect(verify("body", signed("body", NEW), [NEW, OLD])).toBe("msg_1");
});

test("a signature is refused when altered, foreign, missing, or five minutes off", () => {
  vi.useFakeTimers({ now: NOW });
  expect(() => verify("bodY", signed("body", OLD), [OLD])).toThrow("Cannot verify the signature");
  expect(() => verify("body", signed("body", NEW), [OLD])).toThrow("No matching signature");
  expect(() => verify("body", new Headers(), [OLD])).toThrow("webhook-timestamp");
  expect(() => verify("body", signed("body", OLD, NOW - 301_000), [OLD])).toThrow("too old");
  expect(() => verify("body", signed("body", OLD, NOW + 301_000), [OLD])).toThrow("too new");
  const noVersion = signed("body", OLD);
  noVersion.set("webhook-signature", "v1");
  expect(() => verify("body", noVersion, [OLD])).toThrow("Cannot verify the signature");
});

test("secrets are split at spaces, and none is an error", () => {
  expect(webhookSecrets(`${NEW} ${OLD}`)).toEqual([NEW, OLD]);
  expect(() => webhookSecrets(" ")).toThrow("PLATEAU_WEBHOOK_SECRETS");
});

const claims = TicketClaims.parse({
  sub: "11111111-1111-4111-8111-111111111111",
  battle: "battle-1",
  seat: "p1",
  name: "Ann",
  jti: "ticket-1",
});

test("a ticket gives back its claims for a minute", async () => {
  const ticket = await issueTicket(claims, KEY, { now: NOW });
  expect(await verifyTicket(ticket, KEY, NOW + 59_000)).toEqual(claims);
  await expect(verifyTicket(ticket, KEY, NOW + 61_000)).rejects.toThrow("it has expired");
});

test("a ticket is refused under another secret, unsigned, or malformed", async () => {
  const ticket = await issueTicket(claims, KEY, { now: NOW });
  const [, payload] = ticket.split(".");
  const unsigned = `${btoa('{"alg":"none"}')}.${payload}.`;
  await expect(verifyTicket(ticket, `${KEY}!`, NOW)).rejects.toBeInstanceOf(TicketError);
  await expect(verifyTicket(unsigned, KEY, NOW)).rejects.toBeInstanceOf(TicketError);
  await expect(verifyTicket("nonsense", KEY, NOW)).rejects.toBeInstanceOf(TicketError);
  await expect(issueTicket(claims, "short", { now: NOW })).rejects.toThrow("PLATEAU_TICKET_SECRET");
});
