import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { startPostgres } from "../../supabase/local/database/postgres.ts";
import { lockFolder } from "../../supabase/local/lock.ts";
import { choosePorts } from "../../supabase/local/ports.ts";
import { reset } from "../../supabase/local/reset.ts";
import { family, processes } from "../harness/processes.ts";
import { eventually, freePorts, hasty, startTestStack, temporaryFolder } from "../harness/stack.ts";

const root = resolve(import.meta.dirname, "..", "..");
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function folder(): Promise<string> {
  const path = await temporaryFolder();
  cleanUp.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

interface Command {
  child: ChildProcess;
  lines: string[];
  /** Resolves when a line says this. */
  says(text: string): Promise<void>;
}

/** `npm start`, or the same without npm in between. */
function start(dataDir: string, by: "node" | "npm" = "node"): Command {
  const ports = ["--api-port=0", "--rooms-port=0", "--database-port=0", "--functions-port=0"];
  const script = resolve(root, "supabase", "local", "start.ts");
  const [program, args] =
    by === "npm" ? ["npm", ["start", "--"]] : [process.execPath, ["--import", "tsx", script]];
  const child = spawn(program, [...args, "--data", dataDir, "--no-seed", ...ports], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  cleanUp.push(async () => child.kill("SIGKILL"));
  const says = (text: string): Promise<void> =>
    eventually(async () => expect(lines.join("\n")).toContain(text), 60_000);
  return { child, lines, says };
}

async function gone(pids: number[]): Promise<void> {
  await eventually(async () => {
    const left = (await processes()).filter(({ pid }) => pids.includes(pid));
    expect(left).toEqual([]);
  }, 15_000);
}

describe("npm start", () => {
  it("leaves no process after Ctrl-C, and none after kill -9 on the same folder", async () => {
    const dataDir = await folder();
    const one = start(dataDir);
    await one.says("Plateau runs");
    const pid = one.child.pid ?? 0;
    const first = (await family(pid)).map((process) => process.pid);
    expect(first.length).toBeGreaterThan(6);
    one.child.kill("SIGINT");
    const [code] = await once(one.child, "exit");
    expect(code).toBe(0);
    await gone(first);

    const two = start(dataDir);
    await two.says("Plateau runs");
    const second = (await family(two.child.pid ?? 0)).map((process) => process.pid);
    two.child.kill("SIGKILL");
    await gone(second);

    // The lock that the killed one left is taken over.
    await (await lockFolder(dataDir, "test")).release();
  });

  it("ends when the npm that runs it is ended, which tells nobody", async () => {
    const one = start(await folder(), "npm");
    await one.says("Plateau runs");
    const pids = (await family(one.child.pid ?? 0)).map((process) => process.pid);
    one.child.kill("SIGTERM");
    await gone(pids);
  });

  it("gives up at once when it is asked to while it starts", async () => {
    const one = start(await folder());
    await one.says("functions");
    const pids = (await family(one.child.pid ?? 0)).map((process) => process.pid);
    one.child.kill("SIGINT");
    const [code] = await once(one.child, "exit");
    expect(code).toBe(130);
    await gone(pids);
  });

  it("leaves alone the lock that another took after it let go of its own", async () => {
    const dataDir = await folder();
    const first = await lockFolder(dataDir, "test");
    await first.release();
    const second = await lockFolder(dataDir, "test");
    await first.release();
    await expect(lockFolder(dataDir, "start on")).rejects.toThrow("a stack is running on it");
    await second.release();
  });

  it("waits for a port that the killed stack before it still holds", async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, began: null }));
    const server = createServer().listen(0, "0.0.0.0");
    await once(server, "listening");
    const address = server.address();
    const rooms = typeof address === "object" && address !== null ? address.port : 0;
    const ports = { ...freePorts, rooms };
    const starting = startTestStack({ dataDir, ports });
    starting.catch(() => undefined);
    await eventually(async () => {
      expect(JSON.parse(await readFile(join(dataDir, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
    });
    server.close();
    const stack = await starting;
    cleanUp.push(() => stack.end());
    expect(new URL(stack.urls.rooms).port).toBe(String(rooms));
  });

  it("names a data folder that cannot be used, and how to choose another", async () => {
    const path = join(await folder(), "file");
    await writeFile(path, "");
    await expect(startTestStack({ dataDir: path })).rejects.toThrow(
      `Cannot use the data folder ${path}: EEXIST: file already exists, mkdir '${path}'. Choose another with --data`,
    );
  });

  it("names the part, the port and how to choose another when one is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanUp.push(async () => server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(choosePorts({ ...freePorts, api: port })).rejects.toThrow(
      `Cannot start api: port ${port} is taken. Choose another with --api-port or PLATEAU_API_PORT`,
    );
  });
});

describe("DATABASE_URL", () => {
  it("makes the stack use that Postgres", async () => {
    const other = await startPostgres({ folder: await folder(), settings: hasty });
    cleanUp.push(() => other.stop());
    const stack = await startTestStack({ databaseUrl: other.adminUrl });
    cleanUp.push(() => stack.end());
    expect(stack.urls.database).toBe(other.adminUrl);
    expect(Object.keys(stack.parts).sort()).toEqual(["api", "functions", "rooms"]);
    const answer = await fetch(`${stack.urls.api}/rest/v1/leagues?select=id`, {
      headers: { apikey: stack.keys.publishable },
    });
    expect(await answer.json()).toEqual([]);
  });

  it("is refused when nothing answers there", async () => {
    const { database } = await choosePorts(freePorts);
    const stack = startTestStack({
      dataDir: await folder(),
      databaseUrl: `postgresql://postgres:x@127.0.0.1:${database}/postgres`,
    });
    await expect(stack).rejects.toThrow("Cannot use DATABASE_URL: nothing answers as PostgreSQL");
  });

  it("is never reset", async () => {
    await expect(reset(await folder(), "postgresql://example.com/postgres")).rejects.toThrow(
      "Cannot reset: DATABASE_URL",
    );
  });
});
