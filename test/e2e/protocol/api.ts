import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { Seat } from "./messages.ts";

const Config = z.strictObject({ supabaseUrl: z.url(), publishableKey: z.string() });
const SignedIn = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  user: z.object({ id: z.uuid() }),
});
const Room = z.strictObject({
  battle_id: z.string(),
  format: z.string(),
  room_url: z.string(),
  seat: Seat,
  ticket: z.string(),
});
export type Room = z.infer<typeof Room>;
const Failure = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  }),
});
const State = z.strictObject({
  battleId: z.string(),
  format: z.string(),
  status: z.enum(["waiting", "live", "ended", "foreign", "broken"]),
  turn: z.int(),
});

export interface NewBattle {
  format: string;
  clock?: "standard" | "vgc" | "none";
}

/** What the page says to ask again for: our server is away, or a game is still counted. */
const TRANSIENT = new Set(["INTERNAL", "ROOM_UNAVAILABLE", "STORE_UNAVAILABLE"]);
const PATIENCE = 30_000;

/** An error answer of the API. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** A guest: what a client does by HTTP. */
export class Guest {
  readonly id: string;
  readonly rooms: string;
  readonly token: string;
  /** Battles that the lobby has found. */
  readonly played = new Set<string>();
  readonly #api: string;
  readonly #key: string;

  private constructor(rooms: string, config: z.infer<typeof Config>, user: z.infer<typeof SignedIn>) {
    this.rooms = rooms;
    this.id = user.user.id;
    this.token = user.access_token;
    this.#api = config.supabaseUrl;
    this.#key = config.publishableKey;
  }

  static async signIn(rooms: string, name: string): Promise<Guest> {
    const config = Config.parse(await (await fetch(`${rooms}/config.json`)).json());
    const answer = await fetch(`${config.supabaseUrl}/auth/v1/signup`, {
      method: "POST",
      headers: { apikey: config.publishableKey, "content-type": "application/json" },
      body: JSON.stringify({ data: { display_name: name } }),
    });
    return new Guest(rooms, config, SignedIn.parse(await answer.json()));
  }

  /** Opens a battle, or gives a ticket for the one that is named. */
  createRoom(body: NewBattle | { battle_id: string }): Promise<Room> {
    return patiently(() => this.#createRoom(body));
  }

  async #createRoom(body: object): Promise<Room> {
    const answer = await fetch(`${this.#api}/functions/v1/create-room`, {
      method: "POST",
      headers: {
        apikey: this.#key,
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    const json: unknown = await answer.json();
    if (answer.status === 200) return Room.parse(json);
    const { error } = Failure.parse(json);
    throw new Refused(error.code, error.message);
  }

  /** How far a battle is. */
  state(battleId: string): Promise<z.infer<typeof State>> {
    return patiently(async () => {
      const answer = await fetch(`${this.rooms}/parties/battle/${battleId}`);
      return State.parse(await answer.json());
    });
  }

  /** The WebSocket address of a battle or lobby. */
  socketUrl(party: "battle" | "lobby", id: string): string {
    return `${this.rooms.replace(/^http/, "ws")}/parties/${party}/${id}`;
  }
}

/** Asks again while the server is away. */
async function patiently<Value>(ask: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const passing = !(error instanceof Refused) || TRANSIENT.has(error.code);
      if (!passing || Date.now() > deadline) throw error;
      await delay(500);
    }
  }
}
