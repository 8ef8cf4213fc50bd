import { randomUUID } from "node:crypto";
import { sign, verify } from "../../functions/_shared/auth/signature.ts";
import { issueTicket } from "../../functions/_shared/auth/ticket.ts";
import { BattleEvent } from "../../functions/_shared/schema/events.ts";
import { BattleId, type Seat } from "../../functions/_shared/schema/ids.ts";
import { CreateBattle, TicketClaims } from "../../functions/_shared/schema/rooms.ts";
import { serve } from "./http.ts";

export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const TICKET_SECRET = "a ticket secret for tests, long enough";
export const USERS: Readonly<Record<Seat, string>> = {
  p1: "11111111-1111-4111-8111-111111111111",
  p2: "22222222-2222-4222-8222-222222222222",
};

/** The environment of a room server whose events go to `supabaseUrl`. */
export function roomEnvironment(supabaseUrl: string): Record<string, string> {
  return {
    SUPABASE_URL: supabaseUrl,
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    PLATEAU_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    PLATEAU_TICKET_SECRET: TICKET_SECRET,
  };
}

/** A command that opens a battle between the two test users. */
export function createBattle(values: { id?: string; format?: string; seed?: string } = {}): CreateBattle {
  return CreateBattle.parse({
    type: "CREATE_BATTLE",
    v: 1,
    battleId: values.id ?? `test-${randomUUID()}`,
    matchId: null,
    format: values.format ?? "gen9randombattle",
    seats: { p1: { userId: USERS.p1, name: "Ann" }, p2: { userId: USERS.p2, name: "Ben" } },
    correlationId: randomUUID(),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
  });
}

/** Opens a battle in a room server, as `create-room` does; gives the answer's status. */
export async function postBattle(
  roomsUrl: string,
  command: CreateBattle,
  party: string = "battle",
): Promise<number> {
  const body = JSON.stringify(command);
  const headers = { ...sign(body, [WEBHOOK_SECRET], `create.${command.battleId}`, Date.now()) };
  const answer = await fetch(`${roomsUrl}/parties/${party}/${command.battleId}`, {
    method: "POST",
    body,
    headers,
  });
  await answer.body?.cancel();
  return answer.status;
}

/** A fresh ticket for a test user's seat. */
export async function seatTicket(
  battle: string,
  seat: Seat,
  values: { user?: string; now?: number; jti?: string; name?: string } = {},
): Promise<string> {
  const sub = values.user ?? USERS[seat];
  const name = values.name ?? (seat === "p1" ? "Ann" : "Ben");
  const claims = TicketClaims.parse({ sub, battle, seat, name, jti: values.jti ?? randomUUID() });
  return await issueTicket(claims, TICKET_SECRET, { now: values.now ?? Date.now() });
}

/** Where a battle's players connect. */
export function roomSocket(roomsUrl: string, battleId: string, party: string = "battle"): string {
  return `${roomsUrl.replace(/^http/, "ws")}/parties/${party}/${BattleId.parse(battleId)}`;
}

/** Stands in for `battle-events`: verifies and keeps every event it is sent. */
export interface EventServer {
  url: string;
  events: BattleEvent[];
  /** Resolves once a battle's beginning and end are there. */
  complete(battleId: string): Promise<void>;
  close(): Promise<void>;
}

export async function startEvents(): Promise<EventServer> {
  const events: BattleEvent[] = [];
  const waiting = new Set<() => void>();
  const hear = (body: string, headers: Headers): BattleEvent => {
    verify(body, headers, [WEBHOOK_SECRET]);
    const event = BattleEvent.parse(JSON.parse(body));
    events.push(event);
    for (const check of waiting) check();
    return event;
  };
  const server = await serve(async (request) => {
    const body = await request.text();
    if (new URL(request.url).pathname !== "/functions/v1/battle-events")
      return new Response(null, { status: 404 });
    try {
      const event = hear(body, request.headers);
      if (event.kind !== "battle.checkpoint") return new Response(null, { status: 202 });
      return Response.json({ have: event.from + event.inputs.length - 1 });
    } catch (error) {
      return new Response(String(error), { status: 400 });
    }
  });
  return {
    url: server.url,
    events,
    complete: (battleId) =>
      new Promise((resolve) => {
        const check = () => {
          const told = events.filter((event) => event.battle_id === battleId).map(({ kind }) => kind);
          if (!told.includes("battle.started") || !told.includes("battle.completed")) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => server.stop(),
  };
}
