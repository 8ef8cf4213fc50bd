import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";

let stack: TestStack;
let database: pg.Client;
const [league, season, ...teams] = Array.from({ length: 6 }, () => randomUUID());

beforeAll(async () => {
  stack = await startTestStack();
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
  await database.query("insert into leagues (id, slug, name) values ($1, 'kanto', 'Kanto')", [league]);
  await database.query(
    "insert into seasons (id, league_id, name, format) values ($1, $2, 'Autumn', 'gen9ou')",
    [season, league],
  );
  for (const [at, name] of ["Pallet", "Viridian", "Pewter", "Cerulean"].entries()) {
    await database.query("insert into teams (id, season_id, name) values ($1, $2, $3)", [
      teams[at],
      season,
      name,
    ]);
  }
});
afterAll(async () => {
  await database?.end();
  await stack?.end();
});

async function match(home: number, away: number, minutes: number | null = null): Promise<string> {
  const { rows } = await database.query(
    `insert into matches (season_id, round, home_team_id, away_team_id, scheduled_at)
     values ($1, 1, $2, $3, now() + make_interval(mins => $4)) returning id`,
    [season, teams[home], teams[away], minutes],
  );
  return rows[0].id;
}

const decide = (id: string, winner: "home" | "away") =>
  database.query("select correct_match($1, $2, 'as it was played')", [
    id,
    {
      winner,
      end_type: "win",
      home_score: winner === "home" ? 3 : 0,
      away_score: winner === "home" ? 0 : 3,
    },
  ]);

const page = async () => await (await fetch(stack.urls.discord)).text();
const messages = async () => (await page()).match(/<article[\s\S]*?<\/article>/g) ?? [];
/** Waits for the one message that says this. */
const shown = (text: RegExp) =>
  eventually(async () => {
    const found = (await messages()).filter((message) => text.test(message));
    expect(found).toHaveLength(1);
    return found[0] ?? "";
  });

test("a league hears of its matches before and after they are played, of its table, and of corrections", async () => {
  const first = await match(0, 1, 30);
  const second = await match(2, 3);
  await database.query("select private.send_reminders()");
  await shown(/The match begins/);

  await decide(first, "home");
  expect(await shown(/Pallet 3 – 0 Viridian/)).not.toContain("(edited)");
  await decide(second, "away");
  await shown(/Pewter 0 – 3 Cerulean/);
  const table = await shown(/Standings after round 1/);
  expect(table).toMatch(/1 Cerulean[\s\S]*Viridian/);

  await decide(first, "away");
  expect(await shown(/Pallet 0 – 3 Viridian/)).toContain("(edited)");
  await shown(/Standings after round 1[\s\S]*1 Viridian/);
  // The old result is nowhere any more.
  expect((await messages()).filter((message) => message.includes("Pallet 3 – 0"))).toEqual([]);
  // A reminder, two results, a table.
  expect(await messages()).toHaveLength(4);
});

test("the operator hears of dead letters, once for a burst", async () => {
  for (let number = 0; number < 3; number++) {
    await database.query("select pgmq.send('stats_refresh', '{\"kind\": \"nonsense\"}')");
  }
  await shown(/Dead letters in stats/);
});

test("the operator hears of a webhook that was switched off", async () => {
  await database.query(
    `insert into discord_webhooks (id, league_id, discord_id, token, name)
     values ($1, $2, '123456789012345678', $3, 'gone')`,
    [randomUUID(), league, "t".repeat(68)],
  );
  const { rows } = await database.query("select id from discord_webhooks");
  await database.query("select public.disable_webhook($1, 'Discord answered 404')", [rows[0].id]);
  await shown(/A webhook is switched off: gone/);
});
