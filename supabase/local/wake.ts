import pg from "pg";

/** Rooms woken at once. */
const PARALLEL = 8;

/**
 * Wakes the rooms of battles whose end has not been reported: the local room server loses its rooms' alarms when it
 * starts again, which a deployed one does not, and a room that nobody asks for would keep its report to itself.
 */
export async function wakeRooms(databaseUrl: string, roomsUrl: string): Promise<void> {
  const ids = (await unreported(databaseUrl)).values();
  const wake = async (): Promise<void> => {
    for (const id of ids) {
      const response = await fetch(`${roomsUrl}/parties/battle/${id}`, {
        signal: AbortSignal.timeout(30_000),
      });
      await response.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, wake));
}

async function unreported(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "select id from public.battles where status in ('waiting', 'live') order by created_at desc limit 1000",
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}
