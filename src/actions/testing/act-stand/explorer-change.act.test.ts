import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../../../exec/node-exec.ts";
import { programFile } from "../../../files/home.ts";
import { readPlanFile } from "../../../plan/plan-file.ts";
import { type ActStand, setUpAct } from "./stand.ts";

let stand: ActStand;

const PACKAGES = {
  idna: 'name: idna\nversion: "3.10"\n',
  iniconfig: 'name: iniconfig\nversion: "2.0.0"\nsetup: import iniconfig\n',
  six: 'name: six\nversion: "1.16.0"\n',
};

beforeAll(async () => {
  stand = await setUpAct();
  const { folder } = stand.clone;
  await mkdir(join(folder, "pkginfo"));
  for (const [name, text] of Object.entries(PACKAGES)) {
    await writeFile(join(folder, "pkginfo", `${name}.yaml`), text);
  }
  const made = await nodeExec(programFile("scripts", "importgraph"), ["generate"], {
    env: { ...(process.env as Record<string, string>), IMPORTGRAPH_ROOT: folder },
  });
  expect(made.exitCode, made.stderr).toBe(0);
  await writeFile(join(folder, ".gitignore"), "out\n");
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

test("a change of the explorer has a sample explored, with a package of every kind, and says what it stands for", async () => {
  const explorer = join(stand.clone.folder, "baseimage", "explorer", "importgraph_explorer", "__init__.py");
  await appendFile(explorer, "# Changed\n");
  await stand.commit("change");
  const run = await stand.pullRequest("change", { vars: { IMPORTGRAPH_SAMPLE: "3" } });
  expect(run.jobs, run.log).toMatchObject({ plan: "succeeded", "explore 0": "succeeded", gate: "succeeded" });
  const { bins } = await readPlanFile(join(stand.folder, "artifacts", "plan"));
  const planned = bins.flat();
  const stems = planned.map(({ stem }) => stem).sort();
  expect(stems).toEqual(["idna", "iniconfig", expect.stringMatching(/^python@/)]);
  expect(new Set(planned.map(({ reason }) => reason))).toEqual(new Set(["the explorer changed"]));
  expect(run.log).toMatch(
    /^3 packages to do; .*\b\d that the same change concerns, for which the others stand\.$/m,
  );
});
