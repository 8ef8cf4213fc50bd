import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { createMigratedDatabase } from "../../supabase/local/database/migrate.ts";
import { startPostgres } from "../../supabase/local/database/postgres.ts";
import { type Bench, type Figure, median } from "./figure.ts";
import { crowdedSeason } from "./seasons.ts";

const TEAMS = 102;
const MATCHES = 10_000;
const GOAL = 0.1;
/** A whole season is written before anything is measured; none of it need survive. */
const HASTY = { fsync: "off", full_page_writes: "off", max_wal_size: "4GB" };
/** Results that each statistic follows after it was made anew. */
const RESULTS = 3;

/**
 * Bringing each of the ten statistics up to date after one more result, against making it anew, in a season of ten
 * thousand matches: everybody has met everybody else twice.
 */
async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  const server = await startPostgres({ folder: join(folder, "postgres"), settings: HASTY });
  try {
    const database = await createMigratedDatabase(server, "statistics");
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const left = RESULTS * Stat.options.length;
      const season = await crowdedSeason(client, { teams: TEAMS, played: MATCHES, left });
      // Power ratings are made of the pairs of teams that standings keep.
      await client.query("select recalculate_standings($1)", [season]);
      return await measure(client, season);
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(client: pg.Client, season: string): Promise<Figure[]> {
  await client.query("vacuum analyze");
  const { rows: left } = await client.query<{ id: string }>(
    "select id from matches where season_id = $1 and status = 'scheduled' order by id",
    [season],
  );
  const time = async (call: "rebuild_stat" | "refresh_stat", stat: Stat): Promise<number> => {
    const started = performance.now();
    await client.query(`select ${call}($1, $2)`, [stat, season]);
    return performance.now() - started;
  };
  const total = { refresh: 0, rebuild: 0 };
  const figures: Figure[] = [];
  // One after the other, so that a busy moment of the machine hits a statistic's both figures alike.
  for (const stat of Stat.options) {
    const rebuild = await time("rebuild_stat", stat);
    const refreshes: number[] = [];
    for (const { id } of left.splice(0, RESULTS)) {
      await client.query("select bench.play(array[$1]::uuid[])", [id]);
      refreshes.push(await time("refresh_stat", stat));
    }
    if (refreshes.length < RESULTS) throw new Error("Cannot measure: too few matches are left to play");
    const refresh = median(refreshes);
    total.refresh += refresh;
    total.rebuild += rebuild;
    figures.push(figure(`stats.incremental ${stat}`, refresh, rebuild));
  }
  return [figure("stats.incremental", total.refresh, total.rebuild), ...figures];
}

function figure(name: string, value: number, baseline: number): Figure {
  const ratio = value / baseline;
  return { name, value, unit: "ms", baseline, ratio, goal: `≤ ${GOAL}`, met: ratio <= GOAL };
}

export const bench: Bench = { name: "stats.incremental", run };
