import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeExec } from "../src/exec/node-exec.ts";
import { type TemporaryFolder, temporaryFolder } from "../src/exec/temporary-folder.ts";
import { programFile } from "../src/files/home.ts";
import { type Git, gitIn } from "../src/git/git.ts";

let folder: TemporaryFolder;
let git: Git;

beforeEach(async () => {
  folder = await temporaryFolder();
  const clone = join(folder.path, "clone");
  await nodeExec("git", ["init", "--quiet", "--bare", "--initial-branch=trunk", join(folder.path, "origin")]);
  await nodeExec("git", ["clone", "--quiet", join(folder.path, "origin"), clone]);
  git = gitIn(clone, nodeExec);
  await git.run("config", "user.name", "Maintainer");
  await git.run("config", "user.email", "maintainer@example.org");
  await mkdir(join(clone, "scripts"));
  await copyFile(programFile("scripts", "release"), join(clone, "scripts", "release"));
  await commit("Begin", "1.2.0", "## 1.2.0\n\n- The first one.\n");
  await git.run("tag", "v1.2.0");
});

afterEach(() => folder.remove());

async function commit(subject: string, version: string, changes: string): Promise<void> {
  await writeFile(
    join(git.folder, "package.json"),
    `${JSON.stringify({ name: "x", version, private: true }, null, 2)}\n`,
  );
  await writeFile(join(git.folder, "CHANGELOG.md"), `# Changes\n\n## Unreleased\n\n${changes}`);
  await git.run("add", "--all");
  await git.run("commit", "--quiet", "-m", subject);
  await git.run("push", "--quiet", "origin", "HEAD:trunk");
}

async function release(work: string, tag: string) {
  const env = { ...(process.env as Record<string, string>), DEFAULT_BRANCH: "trunk" };
  return await nodeExec(join(git.folder, "scripts", "release"), [work, tag], { env });
}

test("notes are what the change log says of the version, and the commits since the version before", async () => {
  await commit(
    "Add @nobody and #1",
    "1.3.0",
    "## 1.3.0 (2026-11-29)\n\n- More.\n\n- Much more.\n\n## 1.2.0\n\n- Old.\n",
  );
  await git.run("tag", "v1.3.0");
  expect(await release("check", "v1.3.0")).toMatchObject({ exitCode: 0, stderr: "" });
  expect((await release("notes", "v1.3.0")).stdout).toBe(
    [
      "- More.\n\n- Much more.\n",
      "<details><summary>Commits since v1.2.0</summary>\n",
      "    Add @nobody and #1\n",
      "</details>\n",
    ].join("\n"),
  );
  await git.run("checkout", "--quiet", "v1.2.0");
  expect((await release("notes", "v1.2.0")).stdout).toContain("<summary>Commits</summary>\n\n    Begin\n");
});

test.for([
  ["1.2.0", "is no tag of a release"],
  ["v1.2", "is no tag of a release"],
  ["v1.2.0; true", "is no tag of a release"],
  ["v1.02.0", "is no tag of a release"],
  ["v9.9.9", "there is no tag v9.9.9"],
] as const)("%s %s", async ([tag, why]) => {
  for (const work of ["check", "notes", "publish"]) {
    const { exitCode, stdout, stderr } = await release(work, tag);
    expect([work, exitCode, stdout, stderr]).toEqual([work, 1, "", expect.stringContaining(why)]);
  }
});

test("a tag that the files do not speak of, that is not checked out or not merged is refused, with what to do", async () => {
  await git.run("tag", "v1.2.1");
  const refused = async (tag: string) => (await release("publish", tag)).stderr;
  expect(await refused("v1.2.1")).toMatch(
    /package\.json has version 1\.2\.0, and the tag is v1\.2\.1\. → Change it/,
  );

  await commit("Forget the change log", "1.2.2", "## 1.2.20\n\n- Another one.\n");
  await git.run("tag", "v1.2.2");
  expect(await refused("v1.2.2")).toContain("CHANGELOG.md says nothing below '## 1.2.2'");
  expect(await refused("v1.2.1")).toContain("v1.2.1 is another commit than what is checked out");

  await git.run("commit", "--quiet", "--allow-empty", "-m", "Push past everybody");
  await git.run("tag", "v1.2.3");
  expect(await refused("v1.2.3")).toContain("v1.2.3 is not in the history of trunk");
});
