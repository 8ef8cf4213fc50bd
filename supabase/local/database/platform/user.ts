import { execFileSync, spawnSync } from "node:child_process";

/** The unprivileged user PostgreSQL runs as when we are root: it refuses to run as root itself. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** The user to run PostgreSQL as, or `undefined` when ours will do. */
export function runAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp();
  if (known !== undefined) return known;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], { stdio: "pipe" });
  } catch (cause) {
    throw new Error(
      "Cannot run PostgreSQL as root: there is no user 'postgres' and useradd could not create one. Create it, or run as a normal user",
      { cause },
    );
  }
  const created = lookUp();
  if (created === undefined)
    throw new Error("Cannot run PostgreSQL as root: useradd made no user 'postgres'");
  return created;
}

function lookUp(): RunAs | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether that user may enter the folder: each folder above it must let others pass. */
export function canReach(folder: string, user: RunAs): boolean {
  return (
    spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0
  );
}
