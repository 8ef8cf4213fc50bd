import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** The quick tests take every core; then come those that start whole stacks, which wait more than they work. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/{unit,property}/**/*.test.ts"],
          setupFiles: ["test/harness/seed.ts"],
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
          include: ["test/{runtime,stack,deploy,e2e,faults}/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // A browser beside whole stacks on a busy machine may take a while.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
