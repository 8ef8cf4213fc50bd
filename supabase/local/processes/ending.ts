const CHECK_MS = 1000;

/**
 * Calls `act` each time this process is asked to end: by a signal, or by the death of the npm that runs it. npm's own
 * shell passes no signal on, and a stack that nobody could stop any more would hold its ports for ever.
 */
export function onEndAsked(act: (why: string) => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => act(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    act("npm went away");
  }, CHECK_MS);
  check.unref();
}
