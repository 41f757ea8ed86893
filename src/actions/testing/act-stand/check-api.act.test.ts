/** The workflow of docs/check.md, in the repository of a library. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { writeProject } from "./library-project.ts";
import { type ActStand, setUpAct } from "./stand.ts";

let stand: ActStand;
let repositories: Record<string, string>;

beforeAll(async () => {
  stand = await setUpAct([]);
  const held = await stand.holdProgramIn("YOUR/importgraph");
  repositories = held.repositories;
  const page = await readFile(programFile("docs", "check.md"), "utf8");
  const [, workflow = expect.fail("docs/check.md has no workflow")] =
    /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const folder = join(stand.clone.folder, ".github", "workflows");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "api.yml"), workflow.replaceAll("@COMMIT", `@${held.commit}`));
  await writeProject(stand.clone.folder, "99.0");
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

async function pullRequest(configuration: string) {
  await writeProject(stand.clone.folder, "99.0", configuration);
  await stand.commit("change");
  const permissions = { contents: "read" } as const;
  return await stand.pullRequest("change", { workflow: "api.yml", repositories, permissions });
}

test("a pull request that takes away what the newest release offers is red, and told what", async () => {
  const { jobs, log } = await pullRequest("");
  expect(jobs, log).toEqual({ check: "failed" });
  expect(log).toMatch(/six\.iteritems: function removed/);
  expect(log).toMatch(/Red, since \d+ changes break code that uses it/);
});

test("it is green where the project says that nobody may rely on that", async () => {
  const { jobs, log } = await pullRequest('private = ["six"]\n');
  expect(jobs, log).toEqual({ check: "succeeded" });
});
