import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { graphRun } from "../../../graph/testing/graph-run.ts";
import { keepModule } from "../../../graph/testing/module-shard.ts";
import { serveFiles } from "../../../page/testing/file-server.ts";
import type { Use } from "../../../shard/records.ts";
import { folderStore } from "../../../store/folder-store.ts";
import { type ActStand, setUpAct, TOOLS } from "./stand.ts";

let stand: ActStand;

beforeAll(async () => {
  stand = await setUpAct([".github", "actions", "baseimage", "src", "package.json", ...TOOLS]);
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await writeFile(join(stand.clone.folder, "pkginfo", "idna.yaml"), 'name: idna\nversion: "3.6" # pinned\n');
  await writeFile(join(stand.clone.folder, ".gitignore"), "node_modules\nout\n");
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

test("a newer release becomes a pull request, once, whose branch holds exactly its files", async () => {
  const inputs = { packages: "idna", skipped: "false" };
  const options = { permissions: { contents: "write", pull_requests: "write" } } as const;
  const first = await stand.run("bump.yml", "workflow_dispatch", { inputs }, options);
  expect(first.jobs, first.log).toEqual({ propose: "succeeded", open: "succeeded" });
  expect(stand.github.state.pulls).toMatchObject([
    { head: { branch: "bump/idna" }, title: expect.stringMatching(/^Move idna from 3\.6 to /) },
  ]);
  const changed = await stand.origin.run("diff", "--name-only", "main", "bump/idna");
  expect(changed.trim().split("\n")).toEqual([
    "dockerfiles/idna/Dockerfile",
    "dockerfiles/idna/requirements.txt",
    "pkginfo/idna.yaml",
  ]);
  expect(await stand.origin.run("show", "bump/idna:pkginfo/idna.yaml")).toMatch(
    /^name: idna\nversion: "?3\.\d+"? # pinned\n$/,
  );

  await stand.newRun();
  const second = await stand.run("bump.yml", "workflow_dispatch", { inputs }, options);
  expect(second.jobs, second.log).toEqual({ propose: "succeeded", open: "succeeded" });
  expect(stand.github.state.pulls).toHaveLength(1);
});

test("with the graph of a run a pull request says what the new release changes of what that has, and who uses it", async () => {
  await stand.newRun();
  stand.github.state.pulls.length = 0;
  await stand.origin.run("update-ref", "-d", "refs/heads/bump/idna");
  const store = folderStore(join(stand.folder, "graph"));
  const of = { distribution: "idna", version: "3.6", id: "idna.never" };
  const use: Use = { record: "use", in: "user", of, how: ["call"], count: 1, lines: [1], positional: 0 };
  await graphRun(store, [
    await keepModule(store, "idna", {
      ...{ version: "3.6", nodes: [["idna.never", "function"]], members: { never: "idna.never" } },
    }),
    await keepModule(store, "user", { uses: [use] }),
  ]);
  const server = await serveFiles(join(stand.folder, "graph"));
  try {
    const inputs = { packages: "idna", skipped: "false" };
    const options = { permissions: { contents: "write", pull_requests: "write" } } as const;
    const vars = { IMPORTGRAPH_READ_STORE: server.address };
    const run = await stand.run("bump.yml", "workflow_dispatch", { inputs }, { ...options, vars });
    expect(run.jobs, run.log).toEqual({ propose: "succeeded", open: "succeeded" });
    const [{ body } = { body: "" }] = stand.github.state.pulls;
    expect(body).toMatch(/<summary>⚠️ <code>idna<\/code> 3\.6 → 3\.\d+: 1 breaking · /);
    expect(body).toContain("- <code>idna.never</code>: function removed; used by user");
  } finally {
    await server.close();
  }
});

test("with a GitHub App the pull requests are the App's, so that their checks start", async () => {
  await stand.newRun();
  stand.github.state.pulls.length = 0;
  await stand.origin.run("update-ref", "-d", "refs/heads/bump/idna");
  const app = stand.withApp({ contents: "write", pull_requests: "write" });
  const inputs = { packages: "idna", skipped: "false" };
  const run = await stand.run(
    "bump.yml",
    "workflow_dispatch",
    { inputs },
    { ...app.options, permissions: { contents: "read" } },
  );
  expect(run.jobs, run.log).toEqual({ propose: "succeeded", open: "succeeded" });
  expect(stand.github.state.pulls).toMatchObject([
    { head: { branch: "bump/idna" }, user: "graph-app[bot]", state: "open" },
  ]);
  const writers = stand.github.requests.filter(({ method }) => method !== "GET").map(({ login }) => login);
  expect(new Set(writers.slice(-3))).toEqual(new Set(["graph-app[bot]"]));
});
