import { afterEach, vi } from "vitest";

/** Test files share a worker and its modules: what a test took over, the clock too, is given back at its end. */
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
