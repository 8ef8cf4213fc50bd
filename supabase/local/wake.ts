import pg from "pg";

/** Rooms woken at once. */
const PARALLEL = 8;

/**
 * Wakes the rooms of battles whose end has not been reported, and the watchers of Showdown servers: the local room server
 * loses its rooms' alarms when it starts again, which a deployed one does not, and a room that nobody asks for would keep
 * its report to itself.
 */
export async function wakeRooms(databaseUrl: string, roomsUrl: string): Promise<void> {
  const paths = (await sleeping(databaseUrl)).values();
  const wake = async (): Promise<void> => {
    for (const path of paths) {
      const response = await fetch(`${roomsUrl}/parties/${path}`, {
        signal: AbortSignal.timeout(30_000),
      });
      await response.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, wake));
}

async function sleeping(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ path: string }>(
      `select 'showdown/' || id as path from public.showdown_servers where active
      union all
      (select 'battle/' || id from public.battles
        where status in ('waiting', 'live') and origin = 'room' order by created_at desc limit 1000)`,
    );
    return rows.map(({ path }) => path);
  } finally {
    await client.end();
  }
}
