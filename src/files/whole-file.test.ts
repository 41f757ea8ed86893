import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { isUnfinished, removeAbandonedFiles, writeWholeText } from "./whole-file.ts";

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => folder.remove());

/** A process that is in the middle of making a file. */
async function writer(path: string) {
  const script = `
    import { writeWholeFile } from ${JSON.stringify(join(import.meta.dirname, "whole-file.ts"))};
    import { writeFile } from "node:fs/promises";
    await writeWholeFile(${JSON.stringify(path)}, async (temporary) => {
      await writeFile(temporary, "half");
      console.log("begun");
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { end };
}

const filesBelow = async () =>
  (await readdir(folder.path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

test("what a killed process had begun is removed by the next one who writes there, and what a living one has begun is not", async () => {
  const path = join(folder.path, "made", "file.json");
  const killed = await writer(path);
  const begun = await filesBelow();
  expect(begun.map(isUnfinished)).toEqual([true]);
  await killed.end();
  const living = await writer(path);
  // The second one, which came next, has removed what the first one left.
  const ofLiving = await filesBelow();
  expect(ofLiving).toHaveLength(1);
  expect(ofLiving).not.toEqual(begun);
  await writeWholeText(path, "whole");
  expect((await filesBelow()).sort()).toEqual(["file.json", ...ofLiving]);
  await living.end();
  await removeAbandonedFiles(folder.path);
  expect(await filesBelow()).toHaveLength(2);
  await removeAbandonedFiles(folder.path, { below: true });
  expect(await filesBelow()).toEqual(["file.json"]);
  expect(await readFile(path, "utf8")).toBe("whole");
});

test("what nobody of this machine has begun is left alone", async () => {
  const foreign = `a.${"0".repeat(12)}-1-1.abc.tmp`;
  const names = [foreign, "a.tmp", "a.123.abcd1234.tmp", "a.json.123"];
  await Promise.all(names.map((name) => writeFile(join(folder.path, name), "")));
  await removeAbandonedFiles(folder.path);
  expect((await filesBelow()).sort()).toEqual(names.toSorted());
  expect(names.map(isUnfinished)).toEqual([true, false, true, false]);
});

test("a text that takes another one's place keeps its mode", async () => {
  const path = join(folder.path, "file");
  await writeFile(path, "before");
  await chmod(path, 0o640);
  await writeWholeText(path, "after");
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect(await readFile(path, "utf8")).toBe("after");
});

test("a folder that is not there has nothing to remove", async () => {
  await removeAbandonedFiles(join(folder.path, "nowhere"), { below: true });
  await mkdir(join(folder.path, "empty"));
  await removeAbandonedFiles(join(folder.path, "empty"));
  expect(await readdir(folder.path)).toEqual(["empty"]);
});
