import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type pg from "pg";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import type { TestStack } from "./stack.ts";

/** A battle log of the fixtures, as spectators saw it. */
export function fixtureLog(name: string): string {
  return readFileSync(`${import.meta.dirname}/../fixtures/replays/${name}.log`, "utf8");
}

export interface StoredReplay {
  p1?: string;
  p2?: string;
  format?: string;
  ended?: string;
}

/** Puts a finished battle of the fixtures into a stack, its log into Storage; gives its id. */
export async function storeReplay(
  stack: TestStack,
  database: pg.Client,
  fixture: string,
  values: StoredReplay = {},
): Promise<string> {
  const log = fixtureLog(fixture);
  const read = parseReplay(log);
  if (!read.ok) throw new Error(`Cannot store the replay: ${read.error.message}`);
  const { summary } = read;
  const id = `replay-${randomUUID()}`;
  const stored = await fetch(`${stack.urls.api}/storage/v1/object/replays/${id}.log`, {
    method: "POST",
    headers: { apikey: stack.keys.secret, "content-type": "text/plain; charset=utf-8" },
    body: log,
  });
  if (!stored.ok) throw new Error(`Cannot store the replay: ${stored.status} ${await stored.text()}`);
  const { p1 = summary.players.p1.name, p2 = summary.players.p2.name } = values;
  const { format = summary.format ?? "gen9randombattle", ended = "2026-11-20T12:00:00Z" } = values;
  await database.query(
    `insert into battles (
       id, format, status, p1_name, p2_name, winner_seat, end_type, turns, p1_score, p2_score, differential, summary,
       replay_path, input_log_path, correlation_id, ended_at, completed_at
     ) values ($1, $2, 'completed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, now())`,
    [
      ...[id, format, p1, p2, summary.winner, summary.endType, summary.turns],
      ...[summary.score.p1, summary.score.p2, summary.differential, JSON.stringify(summary)],
      ...[`${id}.log`, `${id}.txt`, randomUUID(), ended],
    ],
  );
  return id;
}
