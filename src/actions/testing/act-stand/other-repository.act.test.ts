import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../../../exec/node-exec.ts";
import { programFile } from "../../../files/home.ts";
import { type ActStand, setUpAct } from "./stand.ts";

const COMMIT = "0123456789012345678901234567890123456789";

let stand: ActStand;

/** A repository that has nothing of ours, but the workflow of the README. */
beforeAll(async () => {
  stand = await setUpAct([]);
  const readme = await readFile(programFile("README.md"), "utf8");
  const [, workflow = ""] = /```yaml\n(name: packages\n[\s\S]*?)```/.exec(readme) ?? [];
  const path = join(stand.clone.folder, ".github", "workflows", "packages.yml");
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, workflow.replaceAll("@COMMIT", `@${COMMIT}`));
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

test("a repository with only its own pkginfo has what it changes explored by the workflow of the README", async () => {
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await writeFile(join(stand.clone.folder, "pkginfo", "six.yaml"), 'name: six\nversion: "1.17.0"\n');
  const made = await nodeExec(programFile("scripts", "importgraph"), ["generate"], {
    env: { ...(process.env as Record<string, string>), IMPORTGRAPH_ROOT: stand.clone.folder },
  });
  expect(made.exitCode, made.stderr).toBe(0);
  await writeFile(join(stand.clone.folder, ".gitignore"), "out\n");
  await stand.commit("change");
  // What a runner fetches of ours for its actions.
  const ours = join(stand.folder, "importgraph");
  for (const part of ["actions", "baseimage", "src", "package.json"]) {
    await cp(programFile(part), join(ours, part), { recursive: true });
  }
  const repositories = { [`YOUR/importgraph@${COMMIT}`]: ours };
  const run = await stand.pullRequest("change", { workflow: "packages.yml", repositories });
  expect(run.jobs, run.log).toEqual({ plan: "succeeded", explore: "succeeded" });
  const report = join(stand.folder, "artifacts", "package-report-0", "report.json");
  expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({
    packages: [{ stem: "six", status: "explored", version: "1.17.0" }],
  });
});
