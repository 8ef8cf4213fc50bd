import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "../../supabase/local/database/postgres.ts";

let folder: string;
const running: Postgres[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plateau-postgres-"));
});
afterAll(async () => {
  for (const server of running) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(name: string, port = 0): Promise<Postgres> {
  const server = await startPostgres({ folder: join(folder, name), port });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  it("keeps what was committed when it is killed, and starts again at once", async () => {
    const killed = await start("killed");
    await query(killed.adminUrl, "create table kept (id int)");
    await query(killed.adminUrl, "insert into kept values (1)");
    const gone = once(killed.process, "exit");
    process.kill(killed.pid, "SIGKILL");
    await gone;
    const again = await start("killed");
    expect(await query(again.adminUrl, "select id from kept")).toEqual([{ id: 1 }]);
  });

  it("refuses a second server on the same folder and says which one has it", async () => {
    const first = await start("shared");
    await expect(start("shared")).rejects.toThrow(
      new RegExp(`another server \\(process ${first.pid}\\) uses it`),
    );
  });

  it("says that a port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    if (address === null || typeof address === "string") throw new Error("Cannot listen");
    await expect(start("taken", address.port)).rejects.toThrow(`port ${address.port} is taken`);
    taken.close();
  });

  it("asks everybody for a password", async () => {
    const server = await start("locked");
    const url = new URL(server.adminUrl);
    url.password = "wrong";
    await expect(query(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
    expect(await query(server.adminUrl, "show listen_addresses")).toEqual([
      { listen_addresses: "127.0.0.1" },
    ]);
  });

  it("leaves no process behind when it stops", async () => {
    const server = await start("stopped");
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow(/ESRCH/);
  });
});
