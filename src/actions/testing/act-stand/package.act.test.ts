import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ActStand, setUpAct } from "./stand.ts";

let stand: ActStand;

beforeAll(async () => {
  stand = await setUpAct();
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

beforeEach(async () => {
  await stand.newRun();
  await stand.clone.run("checkout", "--quiet", "--force", "-B", "change", "origin/main");
});

afterEach(async () => {
  stand.github.state.statuses.length = 0;
});

async function pkginfo(stem: string, version: string, more = ""): Promise<void> {
  const [name] = stem.split("@", 1);
  await mkdir(join(stand.clone.folder, "pkginfo"), { recursive: true });
  await writeFile(
    join(stand.clone.folder, "pkginfo", `${stem}.yaml`),
    `name: ${name}\nversion: "${version}"\n${more}`,
  );
}

/** The files of dockerfiles/ on a branch, by package. */
async function generatedOn(branch: string): Promise<string[]> {
  const files = await stand.origin.run("ls-tree", "-r", "--name-only", branch, "dockerfiles");
  return [...new Set(files.split("\n").flatMap((path) => path.split("/")[1] ?? []))].sort();
}

async function head(branch = "change"): Promise<string> {
  return (await stand.origin.run("rev-parse", branch)).trim();
}

/** Merges the branch, with what was generated into it. */
async function merge(): Promise<void> {
  await stand.clone.run("fetch", "--quiet", "origin", "change");
  await stand.clone.run("push", "--quiet", "--force", "origin", "FETCH_HEAD:main");
}

async function report(bin = 0) {
  return JSON.parse(
    await readFile(join(stand.folder, "artifacts", `package-report-${bin}`, "report.json"), "utf8"),
  );
}

const EVERYTHING = { scope: "succeeded", generate: "succeeded", plan: "succeeded", gate: "succeeded" };

test("a new package is locked, committed to the branch, explored, and green on the commit to be merged", async () => {
  await pkginfo("six", "1.17.0");
  const before = await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toEqual({
    ...{ ...EVERYTHING, commit: "succeeded", "explore 0": "succeeded", status: "succeeded" },
  });
  expect(await stand.origin.run("log", "--format=%s", `${before}..change`)).toBe(
    "Generate dockerfiles/ from pkginfo/\n",
  );
  expect(await generatedOn("change")).toEqual(["six"]);
  expect(stand.github.state.statuses).toMatchObject([
    { sha: await head(), context: "packages / gate", state: "success" },
  ]);
  expect(await report()).toMatchObject({
    packages: [{ stem: "six", status: "explored", version: "1.17.0" }],
  });

  // The run of the commit that was pushed, where somebody lets it run: it pushes nothing.
  await stand.newRun();
  const again = await stand.pullRequest("change");
  expect(again.jobs).toEqual({ ...EVERYTHING, "explore 0": "succeeded" });
  expect(await stand.origin.run("rev-list", "--count", `${before}..change`)).toBe("1\n");
  await merge();
});

test("a package that changes, is renamed and is removed: only what differs is done, and its old files go", async () => {
  await pkginfo("six", "1.16.0");
  await pkginfo("idna", "3.10");
  await stand.commit("change");
  expect((await stand.pullRequest("change")).succeeded).toBe(true);
  await merge();

  await stand.newRun();
  await stand.clone.run("fetch", "--quiet", "origin", "main");
  await stand.clone.run("checkout", "--quiet", "-B", "change", "origin/main");
  const folder = join(stand.clone.folder, "pkginfo");
  await rename(join(folder, "six.yaml"), join(folder, "six@1.16.0.yaml"));
  await rm(join(folder, "idna.yaml"));
  await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({ ...EVERYTHING, commit: "succeeded", "explore 0": "succeeded" });
  expect(await generatedOn("change")).toEqual(["six@1.16.0"]);
  expect((await report()).packages.map(({ stem }: { stem: string }) => stem)).toEqual(["six@1.16.0"]);
  await merge();
});

test("a change of notes explores nothing, and the gate is green", async () => {
  await pkginfo("six@1.16.0", "1.16.0", "notes: Nothing new\n");
  await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toEqual(EVERYTHING);
});

test("a fork gets a patch instead of a commit, is explored all the same, and is red until it applies the patch", async () => {
  await pkginfo("idna", "3.10");
  await stand.commit("fork-change");
  await stand.origin.run("update-ref", "refs/pull/1/head", "fork-change");
  await stand.origin.run("update-ref", "-d", "refs/heads/fork-change");
  const run = await stand.pullRequest("fork-change", { fork: true });
  expect(run.jobs, run.log).toEqual({
    ...{ ...EVERYTHING, propose: "succeeded", "explore 0": "succeeded", gate: "failed" },
  });
  expect(stand.github.state.statuses).toEqual([]);
  const [patch = ""] = await readdir(join(stand.folder, "artifacts", "patch"));
  await stand.clone.run("apply", join(stand.folder, "artifacts", "patch", patch));
  await stand.commit("fork-change");
  await stand.origin.run("update-ref", "refs/pull/1/head", "fork-change");
  await stand.newRun();
  const after = await stand.pullRequest("fork-change", { fork: true });
  expect(after.jobs, after.log).toEqual({ ...EVERYTHING, "explore 0": "succeeded" });
});

test("a pkginfo that is wrong is told beside its line, and the gate is red", async () => {
  await pkginfo("idna", "3.10", 'timeuot: 10m\n"::error::x": 1\n');
  const before = await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toEqual({ scope: "succeeded", generate: "failed", gate: "failed" });
  expect(run.log).toMatch(/pkginfo\/idna\.yaml/);
  expect(run.log).toContain("timeout");
  expect(await head()).toBe(before);
});

test("a package that hangs is given up at its limit, what is beside it is explored, and the gate is red", async () => {
  await pkginfo("idna", "3.10");
  await pkginfo("iniconfig", "2.0.0", "timeout: 5s\nsetup: |\n  import time\n  time.sleep(1000)\n");
  await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({ commit: "succeeded", gate: "failed" });
  expect([run.jobs["explore 0"], run.jobs["explore 1"]].sort()).toEqual(["failed", "succeeded"]);
  const packages = (await Promise.all([0, 1].map(report))).flatMap(({ packages }) => packages);
  const explored = packages.map(({ stem, modules }: Explored) => [stem, (modules ?? 0) > 0]);
  expect(Object.fromEntries(explored)).toEqual({ idna: true, iniconfig: false });
  expect(stand.github.state.statuses).toMatchObject([{ context: "packages / gate", state: "failure" }]);
});

test("a branch that is deleted while it is checked stays deleted, and the gate is red", async () => {
  await pkginfo("idna", "3.10");
  const sha = await stand.commit("gone");
  await stand.origin.run("update-ref", "refs/pull/1/head", sha);
  await stand.origin.run("update-ref", "-d", "refs/heads/gone");
  const run = await stand.pullRequest("gone");
  expect(run.jobs, run.log).toEqual({
    ...{ scope: "succeeded", generate: "succeeded", commit: "failed", gate: "failed" },
  });
  expect(run.log).toMatch(
    /::error.*the branch "gone" was changed or deleted while this ran, so nothing was pushed/,
  );
  expect((await stand.origin.run("branch", "--list", "gone")).trim()).toBe("");
  expect(stand.github.state.statuses).toEqual([]);
});

test("a package that can't be locked makes the gate red and says why; what is beside it is explored", async () => {
  await pkginfo("idna", "99.0");
  await pkginfo("iniconfig", "2.0.0");
  await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({
    ...{ generate: "failed", commit: "succeeded", plan: "failed", "explore 0": "succeeded", gate: "failed" },
  });
  expect(run.log).toMatch(/::error file=pkginfo\/idna\.yaml.*99\.0/);
  expect((await report()).packages).toMatchObject([{ stem: "iniconfig", status: "explored" }]);
  expect(stand.github.state.statuses).toMatchObject([{ context: "packages / gate", state: "failure" }]);
});

test("a package whose lock is wrong: what is beside it is pushed and explored, and the pushed commit is told red", async () => {
  await pkginfo("iniconfig", "2.0.0");
  await pkginfo("idna", "3.10");
  const folder = join(stand.clone.folder, "dockerfiles", "idna");
  await mkdir(folder, { recursive: true });
  await symlink("/etc/passwd", join(folder, "requirements.txt"));
  const before = await stand.commit("change");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({
    ...{
      generate: "failed",
      commit: "failed",
      "explore 0": "succeeded",
      gate: "failed",
      status: "succeeded",
    },
  });
  expect(run.log).toMatch(/::error file=dockerfiles\/idna\/requirements\.txt::this is not a regular file/);
  expect(await head()).not.toBe(before);
  expect(stand.github.state.statuses).toMatchObject([
    { sha: await head(), context: "packages / gate", state: "failure" },
  ]);
});

test("the same from a fork: what is beside it is proposed and explored in the same run that tells the wrong lock", async () => {
  await pkginfo("iniconfig", "2.0.0");
  await pkginfo("idna", "3.10");
  const folder = join(stand.clone.folder, "dockerfiles", "idna");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "requirements.txt"), "idna==3.10\n");
  await stand.commit("fork-change");
  await stand.origin.run("update-ref", "refs/pull/1/head", "fork-change");
  await stand.origin.run("update-ref", "-d", "refs/heads/fork-change");
  const run = await stand.pullRequest("fork-change", { fork: true });
  expect(run.jobs, run.log).toMatchObject({
    ...{ generate: "failed", propose: "failed", plan: "failed", "explore 0": "succeeded", gate: "failed" },
  });
  expect(run.log).toMatch(/::error file=dockerfiles\/idna\/requirements\.txt/);
  expect((await report()).packages).toMatchObject([{ stem: "iniconfig", status: "explored" }]);
});

test("with a GitHub App its token pushes, and the run that this starts tells the gate itself", async () => {
  await pkginfo("idna", "3.10");
  const before = await stand.commit("change");
  const { token, options } = stand.withApp({ contents: "write" });
  const run = await stand.pullRequest("change", { ...options, permissions: { contents: "read" } });
  expect(run.jobs, run.log).toEqual({ ...EVERYTHING, commit: "succeeded", "explore 0": "succeeded" });
  expect(await readFile(join(stand.folder, "pushes-with"), "utf8")).toBe(token);
  expect(await stand.origin.run("rev-list", "--count", `${before}..change`)).toBe("1\n");
  expect(stand.github.state.statuses).toEqual([]);
  await stand.newRun();
  const again = await stand.pullRequest("change", options);
  expect(again.jobs, again.log).toEqual({ ...EVERYTHING, "explore 0": "succeeded" });
});

interface Explored {
  stem: string;
  modules?: number;
}
