import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Distribution } from "./distribution.ts";
import { canReach, type RunAs } from "./user.ts";

/** A PostgreSQL data folder and the password of its roles. */
export interface Cluster {
  /** PGDATA. */
  data: string;
  password: string;
}

/** Opens the cluster in `folder`; makes it when there is none. An initdb that was cut short leaves none. */
export async function openCluster(
  folder: string,
  programs: Distribution,
  runAs: RunAs | undefined,
): Promise<Cluster> {
  await mkdir(folder, { recursive: true });
  if (runAs !== undefined) {
    const above = dirname(folder);
    // Our own data folder may let others pass (not list): what is secret in it has its own mode.
    if (!canReach(above, runAs)) await chmod(above, ((await stat(above)).mode & 0o777) | 0o001);
    if (!canReach(above, runAs)) {
      throw new Error(
        `Cannot keep the database in ${folder}: as root, PostgreSQL runs as the user 'postgres', who may not enter it. ` +
          "Choose another data folder, for instance --data /var/tmp/plateau, or let others pass with chmod o+x on each folder above",
      );
    }
    await chown(folder, runAs.uid, runAs.gid);
  }
  const data = join(folder, "cluster");
  const passwordFile = join(folder, "password");
  if (!(await exists(data))) await create(folder, data, passwordFile, programs, runAs);
  return { data, password: (await readFile(passwordFile, "utf8")).trim() };
}

async function create(
  folder: string,
  data: string,
  passwordFile: string,
  programs: Distribution,
  runAs: RunAs | undefined,
): Promise<void> {
  const draft = join(folder, "cluster.new");
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
  if (runAs !== undefined) await chown(passwordFile, runAs.uid, runAs.gid);
  await initdb(
    programs,
    [
      `--pgdata=${draft}`,
      "--username=supabase_admin",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    runAs,
  );
  await rename(draft, data);
}

async function initdb(programs: Distribution, args: string[], runAs: RunAs | undefined): Promise<void> {
  const child = spawn(programs.initdb, args, {
    ...runAs,
    cwd: programs.folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`Cannot create the database: initdb ended with ${code}\n${output}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
