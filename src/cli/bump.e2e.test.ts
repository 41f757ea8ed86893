import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { handedShardPath, readHandOver } from "../bump/hand-over.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { programFile } from "../files/home.ts";
import { readAllPkginfo } from "../pkginfo/read-folder.ts";
import { readSkipped } from "../pkginfo/skipped.ts";
import { openShard } from "../shard/open-shard.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-bump-"));
  await mkdir(join(root, "pkginfo"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const PINNED = 'name: idna # names of hosts\nversion: "3.6" # for the old ones\n';
const SKIPPED = `# Skipped packages

## No files for Linux

| package | version | reason | since |
| --- | --- | --- | --- |
| windows-curses | 2.4.2 | Only wheels for Windows. | 2026-11-23 |

## Other reasons

| package | version | reason | since |
| --- | --- | --- | --- |
| iniconfig | 1.0 | It did not work once. | 2026-01-01 |
`;

async function bump(...options: string[]) {
  const { exitCode, stdout, stderr } = await nodeExec(
    programFile("scripts", "importgraph"),
    ["bump", ...options],
    {
      env: { ...(process.env as Record<string, string>), IMPORTGRAPH_ROOT: root, NO_COLOR: "1" },
    },
  );
  return { exitCode, stdout, stderr };
}

test("a package moves to its newest release, and a skipped one that works by now is kept, with locks to hand over", async () => {
  await writeFile(join(root, "pkginfo", "idna.yaml"), PINNED);
  await writeFile(join(root, "pkginfo", "attrs@23.1.0.yaml"), "name: attrs\nversion: 23.1.0\n");
  await writeFile(join(root, "skipped.md"), SKIPPED);
  const handOver = join(root, "hand-over");
  const { exitCode, stdout, stderr } = await bump(
    "--json",
    "--skipped",
    "--explore",
    "--hand-over",
    handOver,
  );
  expect(exitCode, stderr).toBe(0);
  const answer = JSON.parse(stdout);
  const to = answer.bumped[0].to;
  expect(answer).toMatchObject({
    bumped: [{ stem: "idna", from: "3.6", lock: { added: [{ name: "idna", version: to }], removed: [] } }],
    held: [{ stem: "attrs@23.1.0", reason: expect.stringContaining("on purpose") }],
    retried: [
      { name: "windows-curses", works: false },
      { name: "iniconfig", works: true },
    ],
    failures: [],
  });
  expect(await readFile(join(root, "pkginfo", "idna.yaml"), "utf8")).toBe(PINNED.replace("3.6", to));
  expect((await readAllPkginfo(root)).map(({ stem }) => stem)).toEqual(["attrs@23.1.0", "idna", "iniconfig"]);
  expect((await readSkipped(root)).map(({ name }) => name)).toEqual(["windows-curses"]);
  const handedOver = await readHandOver(handOver);
  expect(handedOver.bumps).toEqual([{ stem: "idna", to }]);
  expect(handedOver.unskipped).toMatchObject([{ name: "iniconfig" }]);
  for (const stem of ["idna", "iniconfig"]) {
    const path = join("dockerfiles", stem, "requirements.txt");
    expect(await readFile(join(handOver, path), "utf8")).toBe(await readFile(join(root, path), "utf8"));
  }
  // As of a few days ago, which is none of its own time.
  expect(await readFile(join(root, "dockerfiles", "idna", "requirements.txt"), "utf8")).toContain(
    "# as-of: none\n",
  );
  const { header } = await openShard(handedShardPath(handOver, "idna"));
  expect(header.distribution).toMatchObject({ name: "idna", version: to });
  // What has moved stays where it is.
  const again = JSON.parse((await bump("--json")).stdout);
  expect(again.bumped).toEqual([]);
});

test.each([
  [["--cool-down", "-1"], "--cool-down takes a whole number of days from 0 to 365, found"],
  [["--cool-down", "1.5"], "--cool-down takes a whole number of days from 0 to 365, found"],
  [["--group", "a?"], "--group takes the name of a distribution in which * stands for any characters"],
])("%j is refused", async (options, said) => {
  const { exitCode, stderr } = await bump(...options);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test("what is explored is only for who opens pull requests", async () => {
  const { exitCode, stderr } = await bump("--explore");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--explore is for --hand-over")]);
});

test("a dry run tells which come in one pull request, and which pattern is about nothing", async () => {
  await writeFile(join(root, "pkginfo", "idna.yaml"), PINNED);
  await writeFile(join(root, "pkginfo", "attrs.yaml"), "name: attrs\nversion: 23.1.0\n");
  await writeFile(join(root, "pkginfo", "iniconfig.yaml"), 'name: iniconfig\nversion: "1.0"\n');
  const { stdout, stderr } = await bump("--json", "--dry-run", "--group", "i*", "--group", "zope.*");
  expect(JSON.parse(stdout)).toMatchObject({ groups: [["attrs"], ["idna", "iniconfig"]], failures: [] });
  expect(stderr).toContain("--group zope-* is about no package");
});

test("a package that can't be locked in its newest release stays as it was, and is told", async () => {
  const impossible = `${PINNED}with: ["idna<3.7"]\n`;
  await writeFile(join(root, "pkginfo", "idna.yaml"), impossible);
  const { exitCode, stdout } = await bump("--json");
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ bumped: [], failures: [{ package: "idna" }] });
  expect(await readFile(join(root, "pkginfo", "idna.yaml"), "utf8")).toBe(impossible);
});
