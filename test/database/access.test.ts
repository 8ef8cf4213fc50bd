import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";

/** Who may do what to which table. A pair that is not here may do nothing. */
const allowed: Record<string, Partial<Record<Role, Verb[]>>> = {
  "public.leagues": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.seasons": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.teams": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.rosters": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.matches": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.standings": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  "public.ratings": { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] },
  // Own rows alone, and some columns to write; see below.
  "public.saved_teams": { authenticated: ["SELECT", "DELETE"], service_role: ["SELECT"] },
  // anon and authenticated read some columns of these two; see below.
  "public.profiles": { service_role: ["SELECT"] },
  "public.battles": { service_role: ["SELECT"] },
  "public.battle_events": { service_role: ["SELECT"] },
  "public.discord_deliveries": { service_role: ["SELECT"] },
  "public.queue_settings": { service_role: ["SELECT"] },
  "public.jobs": { service_role: ["SELECT"] },
  "public.ladder_entries": { service_role: ["SELECT"] },
  // Tokens, seeds and teams.
  "public.discord_webhooks": {},
  "public.battle_inputs": {},
};

const hiddenColumns: Record<string, string[]> = {
  "public.profiles": ["created_at"],
  "public.battles": ["asked", "input_log_path", "seen_at", "swept_at"],
};

/** What users write by themselves, by column. */
const writable = ["format", "name", "team"].flatMap((column) =>
  ["INSERT", "UPDATE"].map((verb) => `authenticated ${verb} public.saved_teams.${column}`),
);

/** What users call by themselves. */
const callable = ["authenticated public.call_off_battle"];

const roles = ["anon", "authenticated", "service_role"] as const;
const verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"] as const;
type Role = (typeof roles)[number];
type Verb = (typeof verbs)[number];

const ourTables = `
  select format('%I.%I', n.nspname, c.relname) as name, c.relrowsecurity as rls, c.oid
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and (n.nspname in ('public', 'private') or (n.nspname = 'pgmq' and c.relname ~ '^[qa]_'))
  order by 1`;

const ourFunctions = `
  select p.oid, format('%I.%I', n.nspname, p.proname) as name, p.prosecdef as definer, p.proconfig as config
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'private', 'pgmq_public')
  order by 2`;

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

describe("tables", () => {
  it("all have row-level security, queue tables included", async () => {
    const tables = await db.sql(ourTables);
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter((table) => table.rls !== true)).toEqual([]);
  });

  it("are open to each role exactly as far as this file says", async () => {
    const grants = await db.sql(
      `select t.name, role, verb
       from (${ourTables}) t cross join unnest($1::text[]) role cross join unnest($2::text[]) verb
       where has_table_privilege(role, t.oid, verb)`,
      [roles, verbs],
    );
    const listed = Object.entries(allowed).flatMap(([name, of]) =>
      Object.entries(of).flatMap(([role, may]) => may.map((verb) => `${role} ${verb} ${name}`)),
    );
    expect(grants.map((grant) => `${grant.role} ${grant.verb} ${grant.name}`).sort()).toEqual(listed.sort());
  });

  it("hide from the public the columns that this file says, and no others", async () => {
    for (const [table, hidden] of Object.entries(hiddenColumns)) {
      for (const role of ["anon", "authenticated"]) {
        const columns = await db.sql(
          `select attname as name from pg_attribute
           where attrelid = $1::regclass and attnum > 0 and not attisdropped
             and not has_column_privilege($2, attrelid, attnum, 'SELECT')`,
          [table, role],
        );
        expect(columns.map((column) => column.name).sort()).toEqual(hidden);
      }
    }
  });

  it("grant no column that their table does not, apart from reading and what this file says", async () => {
    const grants = await db.sql(
      `select t.name, a.attname, role, verb
       from (${ourTables}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
       cross join unnest($1::text[]) role cross join unnest(array['INSERT', 'UPDATE', 'REFERENCES']) verb
       where has_column_privilege(role, t.oid, a.attnum, verb)`,
      [roles],
    );
    const columns = grants.map((grant) => `${grant.role} ${grant.verb} ${grant.name}.${grant.attname}`);
    expect(columns.sort()).toEqual(writable.sort());
  });

  it("show a guest the public pages and refuse everything else", async () => {
    for (const [table, of] of Object.entries(allowed)) {
      const hidden = hiddenColumns[table];
      const read = (columns: string) => db.as("anon", `select ${columns} from ${table} limit 1`);
      if (of.anon !== undefined) await read("*");
      else await expect(read("*"), table).rejects.toThrow(/permission denied/);
      if (hidden !== undefined) await read("id");
    }
    await expect(
      db.as("authenticated", "insert into leagues (slug, name) values ('a', 'A')"),
    ).rejects.toThrow(/permission denied/);
  });

  it("of the private schema, the queues and the vault are out of the public's reach", async () => {
    for (const role of ["anon", "authenticated"] as const) {
      for (const query of [
        "select * from pgmq.q_battle_results",
        "select * from vault.decrypted_secrets",
        "select private.dispatch_all()",
        "select pgmq_public.pop('battle_results')",
        "select * from cron.job",
      ]) {
        await expect(db.as(role, query), query).rejects.toThrow(/permission denied/);
      }
    }
  });
});

describe("functions", () => {
  it("are executable by the service, by users where this file says so, and private ones by nobody", async () => {
    const functions = await db.sql(
      `select f.name, role from (${ourFunctions}) f cross join unnest($1::text[]) role
       where has_function_privilege(role, f.oid, 'EXECUTE')`,
      [roles],
    );
    const open = functions.filter(
      (row) => row.role !== "service_role" || String(row.name).startsWith("private."),
    );
    expect(open.map((row) => `${row.role} ${row.name}`)).toEqual(callable);
    expect(functions.map((row) => row.name)).toContain("public.complete_battle");
  });

  it("are not granted to everybody", async () => {
    const functions = await db.sql(
      `select f.name from (${ourFunctions}) f join pg_proc p on p.oid = f.oid
       where p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0)`,
    );
    expect(functions).toEqual([]);
  });

  it("pin their search path", async () => {
    const functions = await db.sql(ourFunctions);
    const loose = functions.filter(
      (row) => JSON.stringify(row.config) !== JSON.stringify(['search_path=""']),
    );
    expect(loose).toEqual([]);
  });
});

describe("the queue API of Supabase", () => {
  it("serves the service role with its own signatures", async () => {
    const call = async (query: string, values: unknown[]) => db.as("service_role", query, values);
    const sent = await call(
      "select pgmq_public.send(queue_name => 'stats_refresh', message => $1, sleep_seconds => 0) id",
      [{ a: 1 }],
    );
    await call("select pgmq_public.send_batch(queue_name => 'stats_refresh', messages => $1::jsonb[])", [
      ['{"a":2}'],
    ]);
    const read = await call(
      "select msg_id, message from pgmq_public.read(queue_name => 'stats_refresh', sleep_seconds => 0, n => 5)",
      [],
    );
    expect(read.map((row) => row.message)).toEqual([{ a: 1 }, { a: 2 }]);
    const [archived] = await call("select pgmq_public.archive('stats_refresh', $1) done", [sent[0]?.id]);
    expect(archived).toEqual({ done: true });
    const [popped] = await call("select msg_id from pgmq_public.pop(queue_name => 'stats_refresh')", []);
    const [deleted] = await call("select pgmq_public.delete('stats_refresh', $1) done", [popped?.msg_id]);
    expect(deleted).toEqual({ done: false });
  });
});
