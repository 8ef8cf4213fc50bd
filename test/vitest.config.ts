import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What starts whole stacks: slow on a busy machine, where a browser or a room server that comes back takes a while. */
const whole = {
  globalSetup: ["test/harness/stack.setup.ts"],
  testTimeout: 180_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
};

/** What kills and restarts its parts by the clock: nothing else may keep them from coming back. */
const ALONE = ["test/faults/**/*.test.ts", "test/e2e/protocol/**/*.test.ts", "test/stack/start.test.ts"];

/** The quick tests take every core; then come whole stacks, which wait more than they work; then those that want rest. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/{unit,property}/**/*.test.ts"],
          setupFiles: ["test/harness/seed.ts", "test/harness/tidy.ts"],
          // Reading the simulator takes longer than most tests of it.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "database",
          include: ["test/database/**/*.test.ts"],
          setupFiles: ["test/harness/seed.ts"],
          globalSetup: ["test/harness/database.setup.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{runtime,stack,deploy,e2e}/**/*.test.ts"],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...whole,
        },
      },
      {
        test: {
          name: "alone",
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          ...whole,
        },
      },
    ],
  },
});
