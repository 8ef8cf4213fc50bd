import type pg from "pg";

/** Works a queue off by so many at once, each on a connection of its own; gives the jobs a second. */
export async function drain(
  pool: pg.Pool,
  workers: number,
  batch: (client: pg.PoolClient, worker: number) => Promise<number>,
): Promise<number> {
  const connections = await Promise.all(Array.from({ length: workers }, () => pool.connect()));
  let done = 0;
  const began = performance.now();
  try {
    await Promise.all(
      connections.map(async (client, worker) => {
        for (;;) {
          const jobs = await batch(client, worker);
          if (jobs === 0) break;
          done += jobs;
        }
      }),
    );
  } finally {
    for (const client of connections) client.release();
  }
  return (done * 1000) / (performance.now() - began);
}
