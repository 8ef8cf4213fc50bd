import type pg from "pg";
import { messageOf, type Report } from "../report.ts";

interface Queued {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Buffer | null;
  timeout_milliseconds: number;
}

interface Answer {
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

export interface HttpWorker {
  /** Sends what is queued, as soon as there is room. */
  wake(): void;
  /** Looks into the queue now and then, in case a notification was lost. */
  tick(): Promise<void>;
  settled(): Promise<void>;
}

const MAX_IN_FLIGHT = 32;
const POLL_MS = 2000;
const FORGET_MS = 60_000;

/**
 * Sends `net.http_request_queue` and writes `net._http_response`, lossy like pg_net: a request leaves the queue before
 * it is sent, is never sent again, and its answer is forgotten after six hours.
 */
export function createHttpWorker(deps: { pool: pg.Pool; report: Report }): HttpWorker {
  const { pool, report } = deps;
  const sending = new Set<Promise<void>>();
  let taking: Promise<void> | undefined;
  let again = false;
  let polled = Date.now();
  let forgot = 0;

  const take = async (): Promise<void> => {
    do {
      again = false;
      const room = MAX_IN_FLIGHT - sending.size;
      if (room <= 0) return;
      const { rows } = await pool.query<Queued>(
        `delete from net.http_request_queue where id in (
           select id from net.http_request_queue order by id limit $1 for update skip locked
         ) returning id, method, url, headers, body, timeout_milliseconds`,
        [room],
      );
      for (const row of rows) {
        const sent = send(row).finally(() => {
          sending.delete(sent);
          if (again || sending.size === MAX_IN_FLIGHT - 1) wake();
        });
        sending.add(sent);
      }
      if (rows.length === room) again = true;
    } while (again);
  };

  const send = async (row: Queued): Promise<void> => {
    const answer = await request(row);
    if (answer.error_msg !== null)
      report("warn", "queued request failed", { url: row.url, error: answer.error_msg });
    try {
      await pool.query(
        `insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          row.id,
          answer.status_code,
          answer.content_type,
          answer.headers,
          answer.content,
          answer.timed_out,
          answer.error_msg,
        ],
      );
    } catch (error) {
      report("warn", "cannot keep the answer of a queued request", { error: messageOf(error) });
    }
  };

  function wake(): void {
    if (taking !== undefined) {
      again = true;
      return;
    }
    taking = take()
      .catch((error: unknown) => report("warn", "cannot read the request queue", { error: messageOf(error) }))
      .finally(() => {
        taking = undefined;
      });
  }

  return {
    wake,
    async tick() {
      const now = Date.now();
      if (now - polled >= POLL_MS) {
        polled = now;
        wake();
      }
      if (now - forgot < FORGET_MS) return;
      forgot = now;
      await pool.query("delete from net._http_response where created < now() - interval '6 hours'");
    },
    async settled() {
      await taking;
      await Promise.all(sending);
    },
  };
}

async function request(row: Queued): Promise<Answer> {
  const nothing = { status_code: null, content_type: null, headers: null, content: null };
  try {
    const response = await fetch(row.url, {
      method: row.method,
      headers: row.headers ?? {},
      body: row.method === "GET" ? null : row.body === null ? null : new Uint8Array(row.body),
      signal: AbortSignal.timeout(row.timeout_milliseconds),
    });
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      content: await response.text(),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const cause = error instanceof Error ? error.cause : undefined;
    const why = timedOut ? `Timeout of ${row.timeout_milliseconds} ms reached` : messageOf(cause ?? error);
    return { ...nothing, timed_out: timedOut, error_msg: why };
  }
}
