import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { killGroup } from "../../../supabase/local/processes/child.ts";
import { supervise } from "../../../supabase/local/processes/supervisor.ts";

const program = (): ChildProcess =>
  spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });

test("of a part whose first start was given up for another, the reaper knows the process that runs and no other", async () => {
  const listening = createServer().listen(0, "127.0.0.1");
  await once(listening, "listening");
  const known = new Set<number>();
  const started: ChildProcess[] = [];
  const end = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    killGroup(child.pid ?? 0, "SIGKILL");
    await gone;
  };
  try {
    const part = await supervise(
      {
        name: "part",
        port: (listening.address() as AddressInfo).port,
        async start(spawned) {
          for (const attempt of [1, 2]) {
            const child = program();
            started.push(child);
            spawned(child);
            if (attempt === 1) await end(child);
          }
          const [, running] = started;
          if (running?.pid === undefined) throw new Error("Cannot start the part");
          return { process: running, pid: running.pid, stop: () => end(running) };
        },
      },
      {
        tell: () => undefined,
        gaveUp: () => undefined,
        watcher: {
          watch: (pid) => void known.add(pid),
          forget: (pid) => void known.delete(pid),
          end: () => undefined,
          close: async () => undefined,
        },
      },
    );
    expect([...known]).toEqual([started[1]?.pid]);
    await part.stop();
    expect([...known]).toEqual([]);
  } finally {
    for (const child of started) await end(child);
    listening.close();
  }
});
