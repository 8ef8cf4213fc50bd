import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { lockFolder } from "../../supabase/local/lock.ts";
import { reset } from "../../supabase/local/reset.ts";
import { startStack } from "../../supabase/local/stack.ts";
import { family } from "../harness/processes.ts";
import { eventually, freePorts, startTestStack, type TestStack } from "../harness/stack.ts";

describe("a local stack", () => {
  let stack: TestStack;
  let database: pg.Client;

  beforeAll(async () => {
    stack = await startTestStack();
    database = await connected();
  });

  afterAll(async () => {
    await database?.end();
    await stack?.end();
  });

  const connected = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: stack.urls.database });
    // A killed server breaks the connection on purpose.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };

  const browser = () =>
    createClient(stack.urls.api, stack.keys.publishable, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as never },
    });

  const get = (path: string, key?: string) =>
    fetch(`${stack.urls.api}${path}`, key === undefined ? {} : { headers: { apikey: key } });

  it("answers for every part", async () => {
    expect((await get("/health")).status).toBe(200);
    expect((await get("/")).headers.get("content-type")).toContain("json");
    expect((await fetch(`${stack.urls.rooms}/config.json`)).status).toBe(200);
    expect(Object.keys(stack.parts).sort()).toEqual(["api", "database", "functions", "rooms"]);
  });

  it("refuses the Data API without a key", async () => {
    expect((await get("/rest/v1/leagues?select=id")).status).toBe(401);
  });

  it("opens tables to the publishable key by their grants alone", async () => {
    expect((await get("/rest/v1/leagues?select=id", stack.keys.publishable)).status).toBe(200);
    expect((await get("/rest/v1/jobs?select=id", stack.keys.publishable)).status).toBe(401);
    expect((await get("/rest/v1/jobs?select=id", stack.keys.secret)).status).toBe(200);
  });

  it("keeps the grants of the migrations as they are", async () => {
    const { rows } = await database.query(
      `select has_table_privilege('anon', 'public.discord_webhooks', 'select') as webhooks,
         has_table_privilege('authenticated', 'public.leagues', 'insert') as insert,
         has_column_privilege('anon', 'public.battles', 'input_log_path', 'select') as input_log`,
    );
    expect(rows).toEqual([{ webhooks: false, insert: false, input_log: false }]);
  });

  it("signs guests in with the name they gave", async () => {
    const client = browser();
    const { data, error } = await client.auth.signInAnonymously({
      options: { data: { display_name: "Red" } },
    });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({
      is_anonymous: true,
      email: "",
      user_metadata: { display_name: "Red" },
    });
    const profile = await client.from("profiles").select("display_name").eq("id", data.user?.id);
    expect(profile.data).toEqual([{ display_name: "Red" }]);
    const again = await client.auth.refreshSession();
    expect(again.error).toBeNull();
    expect(again.data.user).toMatchObject({ id: data.user?.id, is_anonymous: true });
  });

  it("leaves sign-up with an address to the Auth server", async () => {
    const client = browser();
    const { data, error } = await client.auth.signUp({
      email: "blue@example.com",
      password: "a long password",
    });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email: "blue@example.com" });
  });

  it("answers a preflight for a function from another origin", async () => {
    const answer = await fetch(`${stack.urls.functions}/create-room`, {
      method: "OPTIONS",
      headers: { origin: stack.urls.rooms, "access-control-request-method": "POST" },
    });
    expect(answer.ok).toBe(true);
    expect(answer.headers.get("access-control-allow-origin")).not.toBeNull();
  });

  it("keeps stored files", async () => {
    const service = createClient(stack.urls.api, stack.keys.secret, {
      auth: { persistSession: false },
      realtime: { transport: WebSocket as never },
    });
    const files = service.storage.from("replays");
    const put = await files.upload("a/b.log", "|win|Red", { contentType: "text/plain" });
    expect(put.error).toBeNull();
    const twice = await files.upload("a/b.log", "|win|Blue", { contentType: "text/plain", upsert: false });
    expect(twice.error).not.toBeNull();
    const shared = await fetch(files.getPublicUrl("a/b.log").data.publicUrl);
    expect(await shared.text()).toBe("|win|Red");
    const blob = new Blob(["|tie"], { type: "text/plain; charset=utf-8" });
    expect((await files.upload("a/c.log", blob, { contentType: blob.type })).error).toBeNull();
    const tie = await fetch(files.getPublicUrl("a/c.log").data.publicUrl);
    expect(tie.headers.get("content-type")).toBe(blob.type);
    expect(await tie.text()).toBe("|tie");
  });

  it("runs what is scheduled and sends what is queued", async () => {
    await database.query("create table public.ticks (at timestamptz); create table public.asked (id bigint)");
    await database.query(
      "select cron.schedule('tick', '1 seconds', 'insert into public.ticks values (clock_timestamp())')",
    );
    await database.query("insert into public.asked select net.http_post($1)", [
      `${stack.urls.api}/discord/api/v10/webhooks/123456789012345678/nonsense`,
    ]);
    await eventually(async () => {
      const { rows } = await database.query("select count(*)::int as ticks from public.ticks");
      expect(rows[0].ticks).toBeGreaterThanOrEqual(2);
      const runs = await database.query(
        "select distinct status from cron.job_run_details d join cron.job j using (jobid) where j.jobname = 'tick' and d.status <> 'running'",
      );
      expect(runs.rows).toEqual([{ status: "succeeded" }]);
      const sent = await database.query(
        "select r.status_code from net._http_response r join public.asked a on a.id = r.id",
      );
      expect(sent.rows).toEqual([{ status_code: 400 }]);
    });
    await database.query("select cron.unschedule('tick')");
  });

  it("shows on its own page what Discord would get", async () => {
    const post = await fetch(`${stack.urls.discord}/api/v10/webhooks/123456789012345678/token?wait=true`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ embeds: [{ title: "<script>alert(1)</script>" }] }),
    });
    expect(post.status).toBe(200);
    const page = await (await fetch(stack.urls.discord)).text();
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script>");
  });

  it("shows on its own page what would be mailed, and mails nothing that could not be answered", async () => {
    const ask = (email: string, challenge: string) =>
      fetch(`${stack.urls.api}/auth/v1/otp`, {
        method: "POST",
        headers: { apikey: stack.keys.publishable, "content-type": "application/json" },
        body: JSON.stringify({ email, code_challenge: challenge, code_challenge_method: "s256" }),
      });
    const refused = await ask("short@example.com", "too-short");
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error_code: "validation_failed" });
    expect((await ask("<b>@example.com", "a".repeat(43))).status).toBe(200);
    const page = await (await fetch(stack.urls.mail)).text();
    expect(page).toContain("To &lt;b&gt;@example.com");
    expect(page).toContain(`<a href="${stack.urls.api}/auth/v1/verify?token=`);
    expect(page).not.toContain("short@example.com");
  });

  it("refuses a second start on its folder", async () => {
    const second = startStack({
      dataDir: stack.dataDir,
      ports: freePorts,
      seed: false,
      log: () => undefined,
    });
    await expect(second).rejects.toThrow(`a stack is running on it (process ${process.pid})`);
  });

  it("refuses to be reset while it runs", async () => {
    await expect(reset(stack.dataDir, undefined)).rejects.toThrow("a stack is running on it");
  });

  it.each(["functions", "rooms", "api", "database"])("starts %s again after kill -9", async (name) => {
    const before = stack.parts[name]?.pid ?? 0;
    process.kill(before, "SIGKILL");
    await eventually(async () => {
      expect(stack.parts[name]?.pid).not.toBe(before);
      expect((await get("/health")).status).toBe(200);
      expect((await get("/rest/v1/leagues?select=id", stack.keys.publishable)).status).toBe(200);
      expect((await fetch(`${stack.urls.rooms}/config.json`)).status).toBe(200);
    });
  });

  it("starts the room server again when only its runtime is killed", async () => {
    const before = stack.parts.rooms?.pid ?? 0;
    const runtime = (await family(before)).find(({ command }) => command.includes("workerd"));
    expect(runtime).toBeDefined();
    process.kill(runtime?.pid ?? 0, "SIGKILL");
    await eventually(async () => {
      expect(stack.parts.rooms?.pid).not.toBe(before);
      expect((await fetch(`${stack.urls.rooms}/config.json`)).status).toBe(200);
    });
  });

  it("leaves no process when it stops, and lets its folder be reset", async () => {
    const mine = (await family(process.pid)).filter(({ command }) => command.includes(stack.dataDir));
    expect(mine.length).toBeGreaterThan(0);
    await stack.stop();
    const left = await family(process.pid);
    expect(left.filter(({ pid }) => mine.some((known) => known.pid === pid))).toEqual([]);
    expect(await stack.exited).toEqual({});
    await (await lockFolder(stack.dataDir, "test")).release();
    expect(await reset(stack.dataDir, undefined)).toBe("removed");
  });
});
