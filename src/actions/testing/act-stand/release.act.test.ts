import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { type ActStand, setUpAct } from "./stand.ts";

let stand: ActStand;
let version: string;

beforeAll(async () => {
  stand = await setUpAct([".github", "actions", "src", "package.json", "scripts/release"]);
  ({ version } = JSON.parse(await readFile(programFile("package.json"), "utf8")));
});

afterAll(() => stand?.tearDown());

async function push(tag: string) {
  await stand.clone.run("tag", "--force", tag);
  await stand.clone.run("push", "--quiet", "--force", "origin", tag);
  return await stand.run(
    "release.yml",
    "push",
    { ref: `refs/tags/${tag}` },
    { permissions: { contents: "write" } },
  );
}

const notes = (tag: string) =>
  readFile(join(stand.folder, "releases", `${tag}.md`), "utf8").catch(() => undefined);
const commitOf = async (name: string) => (await stand.origin.run("rev-parse", name)).trim();

test("a tag is checked, its bundles are attested, and a release is made, which the major version's tag moves to", async () => {
  const changes = join(stand.clone.folder, "CHANGELOG.md");
  await writeFile(changes, "# Changes\n");
  await stand.commit("main", "Begin");
  const tag = `v${version}`;
  const unsaid = await push(tag);
  expect(unsaid.jobs, unsaid.log).toEqual({ check: "failed" });
  expect(unsaid.log).toContain("CHANGELOG.md says nothing below");
  expect(await notes(tag)).toBeUndefined();

  await writeFile(changes, `# Changes\n\n## ${version}\n\nEverything.\n`);
  await writeFile(join(stand.clone.folder, "src", "fails-its-tests.ts"), "");
  await stand.commit("main", "Say it");
  const red = await push(tag);
  expect(red.jobs, red.log).toEqual({ check: "failed" });

  await stand.clone.run("rm", "--quiet", "src/fails-its-tests.ts");
  const sha = await stand.commit("main", "Mend it");
  const released = await push(tag);
  expect(released.jobs, released.log).toEqual({
    check: "succeeded",
    release: "succeeded",
  });
  expect(await readFile(join(stand.folder, "attested"), "utf8")).toContain(
    "actions/plan-matrix/dist/index.js\n",
  );
  expect(await notes(tag)).toMatch(/^Everything\.\n\n<details>[\s\S]*\n {4}Say it\n/);
  const major = `v${version.split(".")[0]}`;
  expect(await commitOf(`refs/tags/${major}`)).toBe(sha);

  // Once more, after whatever ended in between: nothing is made twice, and the tag moves.
  await stand.clone.run("push", "--quiet", "--force", "origin", `HEAD~1:refs/tags/${major}`);
  const again = await push(tag);
  expect(again.jobs, again.log).toMatchObject({ release: "succeeded" });
  expect(await commitOf(`refs/tags/${major}`)).toBe(sha);
});
