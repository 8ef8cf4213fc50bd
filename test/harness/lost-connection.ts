import postgres from "postgres";

/**
 * A program that loses a reserved connection, twice, and goes on: says how the queries after it ended.
 *
 * node … lost-connection.ts <database URL>
 */
const sql = postgres(process.argv[2] ?? "", { max: 2, backoff: () => 0.1 });
const answers: string[] = [];

async function ask(query: PromiseLike<unknown>): Promise<void> {
  try {
    await query;
    answers.push("answered");
  } catch (error) {
    answers.push((error as { code?: string }).code ?? String(error));
  }
}

for (let round = 0; round < 2; round += 1) {
  const reserved = await sql.reserve();
  const [backend] = await reserved.unsafe("select pg_backend_pid() as pid");
  const ended = reserved.unsafe("select pg_sleep(60)").catch(() => undefined);
  await sql.unsafe("select pg_terminate_backend($1, 10000)", [backend?.pid]);
  await ended;
  // The socket closes behind the error.
  while ((await sql.unsafe("select from pg_stat_activity where pid = $1", [backend?.pid])).length > 0);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await ask(reserved.unsafe("rollback"));
  reserved.release();
  await Promise.all([1, 2, 3, 4].map(() => ask(sql.unsafe("select 1"))));
}
await sql.end();
console.log(JSON.stringify(answers));
