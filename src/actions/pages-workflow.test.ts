import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { programFile } from "../files/home.ts";

test("pages are published when a repository says so, of what anybody may read, by a job that runs nothing of it", async () => {
  const { jobs } = parse(await readFile(programFile(".github", "workflows", "pages.yml"), "utf8"));
  expect(jobs.export.if).toMatch(/^\$\{\{ vars\.IMPORTGRAPH_PAGES == 'true' && \(.*\) \}\}$/);
  expect(JSON.stringify(jobs.export)).not.toMatch(/secrets\.|github\.token/);
  expect(jobs.deploy.needs).toBe("export");
  const steps: { uses?: string; run?: string }[] = jobs.deploy.steps;
  expect(steps.map(({ uses, run }) => [uses?.split("@")[0], run])).toEqual([
    ["actions/deploy-pages", undefined],
  ]);
});
