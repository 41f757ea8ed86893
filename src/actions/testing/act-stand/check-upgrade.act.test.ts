/** The workflow of docs/impact.md, in a repository that has nothing of importgraph but this workflow. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { type ServedReleases, serveReleases } from "../served-releases.ts";
import { addPull } from "./ended-run.ts";
import { type ActStand, setUpAct } from "./stand.ts";

let store: ServedReleases;
let stand: ActStand;

beforeAll(async () => {
  [store, stand] = [await serveReleases(), await setUpAct([])];
});

afterAll(async () => {
  await stand?.tearDown();
  await store?.close();
});

test("a pull request that upgrades what the project uses gets a comment that says what breaks", async () => {
  const held = await stand.holdProgramIn("YOUR/importgraph");
  const page = await readFile(programFile("docs", "impact.md"), "utf8");
  const [, workflow = expect.fail("docs/impact.md has no workflow")] =
    /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const folder = stand.clone.folder;
  await mkdir(join(folder, ".github", "workflows"), { recursive: true });
  await writeFile(
    join(folder, ".github", "workflows", "upgrade.yml"),
    workflow.replaceAll("@COMMIT", `@${held.commit}`).replaceAll(/store: .*/g, `store: ${store.address}`),
  );
  await writeFile(join(folder, "requirements.txt"), "lib==1.0\n");
  await writeFile(join(folder, "app.py"), "import lib\nlib.gone()\n");
  await stand.commit("main", "Begin");
  await writeFile(join(folder, "requirements.txt"), "lib==2.0\n");
  addPull(stand, { headSha: await stand.commit("renovate/lib"), branch: "renovate/lib" });
  const { jobs, log } = await stand.pullRequest("renovate/lib", {
    ...{ workflow: "upgrade.yml", repositories: held.repositories },
    permissions: { contents: "read", pull_requests: "write" },
  });
  expect(jobs, log).toEqual({ upgrade: "failed" });
  expect(log).toContain("Red, since 1 place of the project breaks");
  expect(stand.github.state.comments).toMatchObject([
    { body: expect.stringContaining("<code>app.py&#58;2</code> | <code>lib.gone</code>") },
  ]);
});
