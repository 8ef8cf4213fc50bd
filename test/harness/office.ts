import { createHash, randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Playground } from "./playground.ts";

export type Role = "operator" | "observer" | "admin" | "viewer";

/** What tests of the pages below `/admin` set up, in the database of a playground. */
export function useOffice(playground: Playground) {
  const sql = async (query: string, values: unknown[] = []) =>
    (await playground.database.query(query, values)).rows;

  let people = 0;

  /** Somebody signed in with a role: of the installation, or of a league. */
  async function person(role: Role, league?: string): Promise<{ page: Page; name: string }> {
    people += 1;
    const name = `${role} ${people}`;
    const page = await playground.guest(name);
    const [profile] = await sql("select id from profiles where display_name = $1", [name]);
    if (league === undefined) await sql("select set_operator($1, $2)", [profile.id, role]);
    else await sql("select set_league_role($1, $2, $3::league_role)", [league, profile.id, role]);
    return { page, name };
  }

  async function newLeague(
    name = "Kanto <script>alert(1)</script> שלום",
  ): Promise<{ id: string; slug: string }> {
    const slug = `league-${randomUUID()}`;
    const [league] = await sql("select * from create_league($1, $2)", [slug, name]);
    return { id: league.id, slug };
  }

  /** A season with teams, their coaches users of their own, and a schedule. */
  async function newSeason(league: string, teams = 4): Promise<string> {
    const [season] = await sql(
      `select id from create_season($1, '{"name": "Season 1", "format": "gen9ou"}')`,
      [league],
    );
    const names = ["Viridian <b>Rush</b>", "צוות סרוליאן", "x".repeat(40), "Cinnabar Sun", "Fifth"].slice(
      0,
      teams,
    );
    await sql("select import_teams($1, $2)", [
      season.id,
      JSON.stringify(names.map((team) => ({ team, roster: ["Great Tusk", "Gholdengo", "Ho-Oh"] }))),
    ]);
    const ids = (await sql("select id from teams where season_id = $1 order by name", [season.id])).map(
      ({ id }) => id,
    );
    const matches = [
      { round: 1, home: ids[0], away: ids[1], at: "2026-12-06T18:00:00Z" },
      { round: 1, home: ids[2], away: ids[3] },
      { round: 2, home: ids[1], away: ids[2] },
    ];
    await sql("select schedule_matches($1, $2)", [season.id, JSON.stringify(matches)]);
    return season.id;
  }

  /** Jobs about a league that fail for good, in a queue that is paused once they have. */
  async function deadLetters(league: string, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const id = randomUUID();
      await sql(
        "select private.send_job('notifications', 'webhook.test', $1, $2, 0, 'test', null, gen_random_uuid())",
        [`${league}/${id}`, JSON.stringify({ webhook_id: id, test_id: id })],
      );
    }
    const dead = "select from jobs where state = 'dead_letter' and subject like $1";
    await expect.poll(() => sql(dead, [`${league}/%`]), { timeout: 30_000 }).toHaveLength(count);
    await sql("update queue_settings set paused = true where queue = 'notifications'");
  }

  /** A replay that does not fit its match in all. */
  async function handIn(match: string): Promise<void> {
    const facts = {
      names: { p1: ["Eve <i>"], p2: ["Mallory"] },
      winner: "p1",
      end_type: "win",
      turns: 20,
      format: "gen9ou",
      began_at: null,
      ended_at: "2026-12-06T18:30:00.000Z",
      game: null,
      series: null,
    };
    await sql(
      `insert into replay_imports (status, content_hash, match_id, facts, reasons, replay_path, source)
       values ('disputed', $1, $2, $3, $4, 'imports/x.log', 'upload')`,
      [
        createHash("sha256").update(match).digest("hex"),
        match,
        JSON.stringify(facts),
        JSON.stringify([{ code: "PLAYERS_NOT_OF_MATCH", message: "the players are not those of the match" }]),
      ],
    );
  }

  return { sql, person, newLeague, newSeason, deadLetters, handIn };
}

/** Waits until the page shows a text. */
export const say = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
