import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { baseBuildTag, baseTag } from "../../../docker/base/base-image.ts";
import { parsePythons } from "../../../docker/base/pythons.ts";
import { type RegistryStand, setUpRegistry } from "../../../docker/testing/registry-stand.ts";
import { nodeExec } from "../../../exec/node-exec.ts";
import { programFile } from "../../../files/home.ts";
import { readBinResults } from "../../../run/jobs/results.ts";
import { folderStore } from "../../../store/folder-store.ts";
import { readLatest, readManifest } from "../../../store/runs/record.ts";
import { type ActStand, REPOSITORY, setUpAct } from "./stand.ts";

/**
 * The base that the fewest other tests need: this one takes it from the engine for a while. That is why it is not among the
 * workflows' tests, which run beside the end-to-end tests.
 */
const PYTHON = "3.9";

let stand: ActStand;
let registry: RegistryStand;

beforeAll(async () => {
  const program = ["scripts", ".npmrc", "package-lock.json"];
  stand = await setUpAct([".github", "actions", "baseimage", "src", "package.json", ...program]);
  registry = await setUpRegistry();
  const text = await readFile(programFile("baseimage", "pythons.yaml"), "utf8");
  const row = new RegExp(`^- python: "${PYTHON.replace(".", "\\.")}"\n(?: .*\n)*`, "m").exec(text)?.[0] ?? "";
  await writeFile(pythonsFile(), row);
  await writeFile(join(stand.clone.folder, ".gitignore"), "node_modules\nout\n");
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await pkginfo("six", "1.17.0");
  await stand.commit("main", "Begin");
});

beforeEach(() => stand.newRun());

// The base that the last test made stays, for others that need it.
afterAll(async () => {
  await registry?.tearDown();
  await stand?.tearDown();
});

const pythonsFile = () => join(stand.clone.folder, "baseimage", "pythons.yaml");

async function pkginfo(name: string, version: string): Promise<void> {
  const path = join(stand.clone.folder, "pkginfo", `${name}.yaml`);
  await writeFile(path, `name: ${name}\nversion: "${version}"\npython: "${PYTHON}"\n`);
  const made = await nodeExec(programFile("scripts", "importgraph"), ["generate", name], {
    env: { ...(process.env as Record<string, string>), IMPORTGRAPH_ROOT: stand.clone.folder },
  });
  expect(made.exitCode, made.stderr).toBe(0);
}

async function pushedBase() {
  const [row] = parsePythons(await readFile(pythonsFile(), "utf8"), "pythons.yaml");
  return row?.pushed ?? expect.fail("no base was pushed");
}

/** As on a runner that has just been started. */
async function forgetBase(): Promise<void> {
  const names = Object.values(await pushedBase()).map((name) => name.replace(/:[^:/@]*@/, "@"));
  const listed = await nodeExec("docker", [
    ...["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"],
    `--filter=reference=${baseTag(PYTHON)}-*`,
  ]);
  const tags = [baseTag(PYTHON), baseBuildTag(PYTHON), ...listed.stdout.split("\n").filter(Boolean)];
  await nodeExec("docker", ["image", "rm", ...new Set([...tags, ...names])]);
}

function fullRun(inputs: Record<string, string> = {}) {
  return stand.run("full-run.yml", "workflow_dispatch", { inputs: { ...inputs, store: storeFolder() } });
}

const storeFolder = () => join(stand.folder, "graph");

async function latestManifest() {
  const store = folderStore(storeFolder());
  const latest = (await readLatest(store)) ?? expect.fail("there is no run");
  return await readManifest(store, latest.run);
}

test("a base that changed on main is pushed, and what was pushed is there as a patch of one row", async () => {
  const run = await stand.run(
    "base-image.yml",
    "push",
    { ref: "refs/heads/main" },
    {
      vars: { IMPORTGRAPH_REGISTRY: registry.host },
      permissions: { contents: "read" },
    },
  );
  expect(run.jobs, run.log).toEqual({ push: "succeeded" });
  await stand.clone.run("apply", join(stand.folder, "artifacts", "pushed-bases", "pushed-bases.patch"));
  expect((await stand.clone.run("diff", "--stat")).trim()).toMatch(/pythons\.yaml.*\n.* 3 insertions\(\+\)$/);
  expect((await pushedBase()).runtime).toMatch(
    new RegExp(`^${registry.host}/${REPOSITORY}/python:3\\.9-[0-9a-f]{16}@sha256:`),
  );
  await stand.commit("main", "Pull the pushed base");
});

test("a full run pulls the pushed base by its digest, and its manifest says so", async () => {
  await forgetBase();
  const run = await fullRun();
  expect(run.jobs, run.log).toEqual({
    // The package, and the standard library of its Python.
    ...{ plan: "succeeded", "explore 0": "succeeded", "explore 1": "succeeded", publish: "succeeded" },
  });
  const { runtime } = await pushedBase();
  expect(run.log).toContain(`Pulling ${runtime}`);
  expect(run.log).not.toContain("Making the base image");
  const manifest = await latestManifest();
  expect(manifest?.bases[PYTHON]?.pulled).toBe(runtime.split("@")[1]);
  expect(manifest?.jobs?.setUpSeconds).toEqual([expect.any(Number), expect.any(Number)]);
});

test("so does the check of a pull request", async () => {
  await pkginfo("idna", "3.10");
  await stand.commit("change");
  await forgetBase();
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({ "explore 0": "succeeded", gate: "succeeded" });
  expect(run.log).toContain(`Pulling ${(await pushedBase()).runtime}`);
  expect(run.log).not.toContain("Making the base image");
});

test("where the registry does not answer, the base is made in the job, which says why", async () => {
  await forgetBase();
  await registry.stop();
  const run = await fullRun({ force: "true" });
  await registry.start();
  expect(run.jobs, run.log).toMatchObject({ "explore 0": "succeeded", publish: "succeeded" });
  expect(run.log).toMatch(/The pushed base for Python 3\.9 is not used: it can't be pulled \(.*refused/);
  expect((await readBinResults(join(stand.folder, "artifacts", "shards-0"), 0)).pulled).toEqual({});
});
