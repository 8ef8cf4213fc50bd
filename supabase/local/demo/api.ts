import type { ZodType } from "zod";
import * as z from "zod";
import { CreateRoomRequest, CreateRoomResponse } from "../../../functions/_shared/schema/http.ts";
import { type Deadline, PassingError, persist } from "./deadline.ts";

const REQUEST_MS = 10_000;

/** Where the stack listens and the keys it takes. */
export interface ApiAccess {
  /** The origin. */
  url: string;
  publishable: string;
  secret: string;
}

/** A coach's own session: what the browser would hold. */
export interface Session {
  user: string;
  token: string;
}

const AuthSession = z.object({ access_token: z.string(), user: z.object({ id: z.uuid() }) });

/** What the demo asks of the stack's API. Everything here may be said twice and is repeated while the stack is down. */
export class Api {
  readonly #access: ApiAccess;
  readonly #deadline: Deadline;

  constructor(access: ApiAccess, deadline: Deadline) {
    this.#access = access;
    this.#deadline = deadline;
  }

  /** Rows of a table as the service, with a PostgREST query such as `season_id=eq.…&select=*`. */
  async select<T>(table: string, query: string, row: ZodType<T>): Promise<T[]> {
    const text = await this.#send(`reading ${table}`, `/rest/v1/${table}?${query}`, {
      headers: this.#service(),
    });
    return z.array(row).parse(JSON.parse(text));
  }

  /** A room as the service, which takes no seat, or with a session for the caller's own seat and ticket. */
  async createRoom(
    request: z.input<typeof CreateRoomRequest>,
    session?: Session,
  ): Promise<CreateRoomResponse> {
    const headers: Record<string, string> =
      session === undefined
        ? this.#service()
        : { apikey: this.#access.publishable, authorization: `Bearer ${session.token}` };
    const text = await this.#send("opening a room", "/functions/v1/create-room", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(CreateRoomRequest.parse(request)),
    });
    return CreateRoomResponse.parse(JSON.parse(text));
  }

  /** Signs a coach up, or in where an answer that was lost had signed them up already. */
  async signUp(email: string, password: string, name: string): Promise<Session> {
    const headers = { apikey: this.#access.publishable, "content-type": "application/json" };
    const known = { email, password };
    const post = (path: string, body: object) =>
      this.#send(`signing ${name} up`, path, { method: "POST", headers, body: JSON.stringify(body) });
    let text: string;
    try {
      text = await post("/auth/v1/signup", { ...known, data: { display_name: name } });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      text = await post("/auth/v1/token?grant_type=password", known);
    }
    const session = AuthSession.parse(JSON.parse(text));
    return { user: session.user.id, token: session.access_token };
  }

  /** A stored public replay, as text. */
  replay(path: string): Promise<string> {
    return this.#send("reading a replay", `/storage/v1/object/public/replays/${path}`, {});
  }

  #service(): Record<string, string> {
    return { apikey: this.#access.secret, "content-type": "application/json" };
  }

  #send(waitingFor: string, path: string, init: RequestInit): Promise<string> {
    return persist(waitingFor, () => once(`${this.#access.url}${path}`, init), this.#deadline);
  }
}

/** The API's final no. */
export class RefusedError extends Error {
  override name = "RefusedError";
}

/** SQLSTATE classes of a database that went away or was busy: connection, operator intervention, resources, rollback. */
const PASSING_SQLSTATE = /"code":\s*"(08|57P|53|40)[0-9A-Z]{2,3}"/;

async function once(url: string, init: RequestInit): Promise<string> {
  const { pathname } = new URL(url);
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) });
    status = response.status;
    body = await response.text();
  } catch (error) {
    throw new PassingError(`${pathname} does not answer`, { cause: error });
  }
  if (status < 300) return body;
  const problem = `${init.method ?? "GET"} ${pathname} answers ${status}: ${body.slice(0, 300)}`;
  if (status >= 500 || [408, 425, 429].includes(status) || PASSING_SQLSTATE.test(body)) {
    throw new PassingError(problem);
  }
  throw new RefusedError(`Cannot go on: ${problem}`);
}
