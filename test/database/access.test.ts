import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";

const roles = ["anon", "authenticated", "service_role"] as const;
const verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"] as const;
type Role = (typeof roles)[number];
type Verb = (typeof verbs)[number];
type Access = Partial<Record<Role, Verb[]>>;

/** What the site shows. */
const readByAll: Access = { anon: ["SELECT"], authenticated: ["SELECT"], service_role: ["SELECT"] };
/** What only functions look at. */
const readByService: Access = { service_role: ["SELECT"] };

const of = (access: Access, ...tables: string[]) =>
  Object.fromEntries(tables.map((table) => [`public.${table}`, access]));

/** Who may do what to which table or view. A pair that is not here may do nothing. */
const allowed: Record<string, Access> = {
  ...of(readByAll, "leagues", "seasons", "season_rules", "teams", "rosters", "matches"),
  ...of(
    readByAll,
    "standings",
    "head_to_head",
    "ratings",
    "rating_changes",
    "ladder_seasons",
    "ladder_badges",
  ),
  ...of(readByAll, "battle_pokemon", "battle_kos", "battle_moves"),
  ...of(readByAll, "season_stats", "half_season_stats", "season_pokemon", "season_moves", "all_time_stats"),
  ...of(readByAll, "hall_of_fame", "recent_performance", "honour_roll", "match_report", "personal_bests"),
  ...of(readByAll, "player_profile_stats", "season_race_data", "player_power_rating"),
  ...of(readByAll, "format_usage", "format_pokemon", "format_moves"),
  // Own rows alone, and some columns to write; see below.
  ...of({ authenticated: ["SELECT", "DELETE"], service_role: ["SELECT"] }, "saved_teams"),
  ...of(
    { authenticated: ["SELECT"], service_role: ["SELECT"] },
    "operators",
    "league_roles",
    "discord_users",
  ),
  ...of(readByAll, "showdown_servers"),
  ...of(readByService, "replay_imports", "replay_sources", "replay_source_files", "showdown_watchers"),
  ...of({ authenticated: ["SELECT"], service_role: ["SELECT"] }, "showdown_names"),
  // anon and authenticated read some columns of these two; see below.
  ...of(readByService, "profiles", "battles"),
  ...of(readByService, "battle_events", "discord_deliveries", "ladder_entries", "admin_actions"),
  ...of(readByService, "queue_settings", "queue_flags", "queue_counters", "leases"),
  ...of(readByService, "jobs", "failed_attempts", "job_attempts", "credit_checks"),
  ...of(readByService, "alerts", "match_reminders", "standings_digests", "record_marks"),
  ...of(
    readByService,
    "discord_limits",
    "discord_routes",
    "discord_guilds",
    "result_reports",
    "replay_terms",
  ),
};

const hiddenColumns: Record<string, string[]> = {
  "public.profiles": ["created_at"],
  "public.battles": ["asked", "content_hash", "input_log_path", "seen_at", "showdown_secret", "swept_at"],
};

/** What users write by themselves, by column. */
const writable = ["format", "name", "team"].flatMap((column) =>
  ["INSERT", "UPDATE"].map((verb) => `authenticated ${verb} public.saved_teams.${column}`),
);

/** What guests and users call by themselves; nothing of the private schema is anybody's. */
const callable: Record<"anon" | "authenticated", string[]> = {
  anon: [
    "find_replays",
    "leaderboard",
    "league_view",
    "replay_names",
    "season_standings",
    "stat_view",
    "usage_view",
  ],
  authenticated: [
    "accept_import",
    "accept_invite",
    "call_off_battle",
    "disputed_imports",
    "link_showdown_name",
    "link_showdown_room",
    "refuse_import",
    "request_link_code",
    "unlink_showdown_name",
    // The first thing that they ask is who calls: a league's admins.
    "annul_battle",
    "cancel_match",
    "change_season",
    "change_season_rules",
    "change_team",
    "change_webhook",
    "correct_match",
    "create_league",
    "create_season",
    "dispute_match",
    "forfeit_match",
    "import_teams",
    "invite_coach",
    "league_guilds",
    "league_people",
    "league_showdown_names",
    "league_webhooks",
    "list_operators",
    "recalculate_standings",
    "remove_discord_guild",
    "remove_season",
    "remove_team",
    "remove_webhook",
    "reopen_match",
    "reschedule_match",
    "schedule_matches",
    "season_invites",
    "set_discord_guild",
    "set_ko_rules",
    "set_league_role",
    "set_operator",
    "set_showdown_server",
    "set_webhook",
    "test_webhook",
  ],
};

/** Called for each message, and inlined, as a pinned function is not. They name nothing but what is built in. */
const inlined = ["private.envelope"];

const ourRelations = `
  select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind, c.relrowsecurity as rls, c.oid
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'private') or (n.nspname = 'pgmq' and c.relname ~ '^[qa]_')
  order by 1`;
const ourTables = `select r.* from (${ourRelations}) r where r.kind in ('r', 'p')`;
/** Whoever may read a table, may read these. */
const ourViews = `select r.* from (${ourRelations}) r where r.kind in ('v', 'm', 'f')`;

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
  it("all have row-level security, those of every queue included", async () => {
    const tables = await db.sql(ourTables);
    expect(tables.filter((table) => table.rls !== true)).toEqual([]);
    const names = tables.map((table) => table.name);
    for (const { queue } of await db.sql("select queue_name as queue from pgmq.list_queues()")) {
      expect(names).toEqual(expect.arrayContaining([`pgmq.q_${queue}`, `pgmq.a_${queue}`]));
    }
  });

  it("and views are all there that this file names", async () => {
    const relations = (await db.sql(ourRelations)).map((relation) => relation.name);
    expect(Object.keys(allowed).filter((name) => !relations.includes(name))).toEqual([]);
  });

  it("are open to each role exactly as far as this file says", async () => {
    const grants = await db.sql(
      `select t.name, role, verb
       from (${ourTables} union all ${ourViews}) t
       cross join unnest($1::text[]) role cross join unnest($2::text[]) verb
       where has_table_privilege(role, t.oid, verb)`,
      [roles, verbs],
    );
    const listed = Object.entries(allowed).flatMap(([name, of]) =>
      Object.entries(of).flatMap(([role, may]) => may.map((verb) => `${role} ${verb} ${name}`)),
    );
    expect(grants.map((grant) => `${grant.role} ${grant.verb} ${grant.name}`).sort()).toEqual(listed.sort());
  });

  it("have a policy for each of the public that they are open to, and none for others", async () => {
    const policies = await db.sql(
      `select distinct format('%I.%I', p.schemaname, p.tablename) as name, role, p.cmd
       from pg_policies p cross join unnest(p.roles) role
       where p.schemaname in ('public', 'private', 'pgmq')`,
    );
    const readers = [
      ...Object.entries(allowed),
      ...Object.keys(hiddenColumns).map((name) => [name, readByAll] as const),
    ];
    const listed = new Set(
      readers.flatMap(([name, access]) =>
        (["anon", "authenticated"] as const)
          .filter((role) => access[role])
          .map((role) => `${role} SELECT ${name}`),
      ),
    );
    const reading = policies.filter((policy) => policy.cmd === "SELECT" || policy.cmd === "ALL");
    const found = reading.map((policy) => `${policy.role} SELECT ${policy.name}`);
    expect([...new Set(found)].sort()).toEqual([...listed].sort());
    const writing = policies.filter((policy) => policy.cmd !== "SELECT");
    expect([...new Set(writing.map((policy) => policy.name))]).toEqual(["public.saved_teams"]);
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
  it("are executable by the service, by guests and users where this file says so, and private ones by nobody", async () => {
    const functions = await db.sql(
      `select f.name, role from (${ourFunctions}) f cross join unnest($1::text[]) role
       where has_function_privilege(role, f.oid, 'EXECUTE')`,
      [roles],
    );
    const open = functions.filter(
      (row) => row.role !== "service_role" || String(row.name).startsWith("private."),
    );
    const listed = [
      ...callable.anon.map((name) => `anon public.${name}`),
      ...[...callable.anon, ...callable.authenticated].map((name) => `authenticated public.${name}`),
    ];
    expect(open.map((row) => `${row.role} ${row.name}`).sort()).toEqual(listed.sort());
  });

  it("of the public schema are all the service's, apart from those of triggers", async () => {
    const functions = await db.sql(
      `select f.name from (${ourFunctions}) f join pg_proc p on p.oid = f.oid
       where f.name like 'public.%' and p.prorettype <> 'trigger'::regtype
         and not has_function_privilege('service_role', f.oid, 'EXECUTE')`,
    );
    expect(functions.map((row) => row.name)).toEqual(["public.call_off_battle"]);
  });

  it("are not granted to everybody", async () => {
    const functions = await db.sql(
      `select f.name from (${ourFunctions}) f join pg_proc p on p.oid = f.oid
       where p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0)`,
    );
    expect(functions).toEqual([]);
  });

  it("pin their search path: all that run with the owner's rights, and all others but those that are inlined", async () => {
    const loose = (await db.sql(ourFunctions)).filter(
      ({ config }) => !(Array.isArray(config) && config.includes('search_path=""')),
    );
    expect(loose.filter((row) => row.definer)).toEqual([]);
    expect(loose.map((row) => row.name).filter((name) => !inlined.includes(String(name)))).toEqual([]);
  });

  it("with the owner's rights belong to the owner of the tables, who is no superuser", async () => {
    const owners = await db.sql(
      `select distinct r.rolname, r.rolsuper from (${ourFunctions}) f
       join pg_proc p on p.oid = f.oid join pg_roles r on r.oid = p.proowner
       where f.definer`,
    );
    expect(owners).toEqual([{ rolname: "postgres", rolsuper: false }]);
  });
});

it("what a later migration makes is granted to nobody until it says so", async () => {
  await db.sql(`
    create table public.next_idea (id int primary key);
    create view public.next_view as select 1 as one;
    create sequence public.next_number;
    create function public.next_step() returns int language sql set search_path = '' as 'select 1'`);
  const granted = await db.sql(
    `select role, has_table_privilege(role, 'public.next_idea', 'SELECT') as table,
       has_table_privilege(role, 'public.next_view', 'SELECT') as view,
       has_sequence_privilege(role, 'public.next_number', 'USAGE') as sequence,
       has_function_privilege(role, 'public.next_step()', 'EXECUTE') as function
     from unnest($1::text[]) role`,
    [roles],
  );
  const nothing = { table: false, view: false, sequence: false, function: false };
  expect(granted).toEqual(roles.map((role) => ({ role, ...nothing })));
  await db.sql("drop table public.next_idea; drop view public.next_view; drop sequence public.next_number");
  await db.sql("drop function public.next_step()");
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
