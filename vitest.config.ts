import { defineConfig } from "vitest/config";

const sources = ["src", "actions", "scripts", "viewer"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: sources.map((folder) => `${folder}/**/*.test.ts`),
          exclude: ["**/*.e2e.test.ts", "**/*.act.test.ts"],
          // Some start programs, on machines that may be busy with something else.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: sources.map((folder) => `${folder}/**/*.e2e.test.ts`),
          exclude: ["**/hostile.e2e.test.ts"],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "workflows",
          include: sources.map((folder) => `${folder}/**/*.act.test.ts`),
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 900_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "hostile",
          include: ["src/explore/hostile.e2e.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
