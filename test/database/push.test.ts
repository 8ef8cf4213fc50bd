import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { expect, inject, it } from "vitest";
import { addresses, migrate } from "../../supabase/local/database/migrate.ts";
import { preparePlatform } from "../../supabase/local/database/platform/prepare.ts";
import { freshDatabase } from "../harness/database.ts";

const folder = resolve(import.meta.dirname, "../../supabase/migrations");

/** What pgmq 1.4.4, 1.5.1 and 1.11 all have, by number of arguments. Hosted projects run the first two. */
const common: Record<string, number[]> = {
  create: [1],
  drop_queue: [1],
  purge_queue: [1],
  list_queues: [0],
  send: [2, 3],
  send_batch: [2, 3],
  read: [3],
  pop: [1],
  archive: [2],
  delete: [2],
  set_vt: [3],
  metrics: [1],
  metrics_all: [0],
};

it("the migrations and the seed apply to an empty database as a role that is no superuser, twice", async () => {
  const server = inject("postgres");
  const database = addresses(server, "pushed");
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await admin.query("create database pushed");
    await preparePlatform(database.adminUrl);
    const { rows } = await admin.query(
      "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles where rolname = 'postgres'",
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreaterole: true, rolcreatedb: true, rolbypassrls: true, rolreplication: true },
    ]);
    const first = await migrate(database.url, { seed: true });
    for (const file of await readdir(folder)) expect(first).toContain(file);
    expect(await migrate(database.url, { seed: true })).toContain("up to date");
    await admin.query("drop database pushed");
  } finally {
    await admin.end();
  }
});

it("a migration that fails is named, with the database's own words and without the password", async () => {
  const db = await freshDatabase();
  const workdir = await mkdtemp(join(tmpdir(), "plateau-broken-"));
  try {
    await mkdir(join(workdir, "supabase/migrations"), { recursive: true });
    await copyFile(resolve(folder, "../config.toml"), join(workdir, "supabase/config.toml"));
    for (const file of await readdir(folder)) {
      await copyFile(join(folder, file), join(workdir, "supabase/migrations", file));
    }
    await writeFile(join(workdir, "supabase/migrations/29991231000000_broken.sql"), "select nothing_here();");
    const failure = await migrate(db.url, { seed: false, workdir }).catch(String);
    expect(failure).toContain("Cannot apply migration 29991231000000_broken.sql");
    expect(failure).toContain("function nothing_here() does not exist");
    expect(failure).not.toContain(new URL(db.url).password);
  } finally {
    await rm(workdir, { recursive: true, force: true });
    await db.drop();
  }
});

it("the migrations call only what pgmq 1.5.1 has too", async () => {
  const calls: string[] = [];
  for (const file of await readdir(folder)) {
    const sql = (await readFile(resolve(folder, file), "utf8")).replace(/--.*$/gm, "");
    // A queue's own table, of which an index names columns, is no function.
    for (const match of sql.matchAll(/\bpgmq\.(?!q_)(\w+)\s*\(/g)) {
      const name = match[1] ?? "";
      const count = countArguments(sql.slice(match.index + match[0].length));
      calls.push(name);
      expect(common[name], `${file} calls pgmq.${name} with ${count} arguments`).toContain(count);
    }
  }
  expect(new Set(calls)).toEqual(
    new Set(["create", "send", "send_batch", "read", "pop", "archive", "delete", "set_vt"]),
  );
});

it("the migrations name the columns they read from a message", async () => {
  for (const file of await readdir(folder)) {
    const sql = await readFile(resolve(folder, file), "utf8");
    // The queue API hands a whole message_record on, as Supabase's own does.
    if (file.endsWith("_queues.sql")) continue;
    expect(sql, file).not.toMatch(/select \* from pgmq\./);
  }
});

/** Counts the arguments of a call from what follows its opening bracket. */
function countArguments(rest: string): number {
  let depth = 0;
  let commas = 0;
  for (const [index, character] of [...rest].entries()) {
    if (character === "(") depth++;
    if (character === "," && depth === 0) commas++;
    if (character !== ")") continue;
    if (depth === 0) return rest.slice(0, index).trim() === "" ? 0 : commas + 1;
    depth--;
  }
  throw new Error("Cannot count the arguments: the call does not end");
}
