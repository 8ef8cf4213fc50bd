import { defineConfig } from "vitest/config";

/** The quick tests share a worker pool; those that start whole stacks run one file at a time beside them. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
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
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // A browser beside whole stacks on a busy machine may take a while.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
