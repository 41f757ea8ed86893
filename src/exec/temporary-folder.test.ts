import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { isProcessGone, processIdentity } from "./process-identity.ts";
import { removeAbandonedFolders, temporaryFolder } from "./temporary-folder.ts";

test("a folder is empty, ours, and gone when removed", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, "x"), "x");
  await removeAbandonedFolders();
  expect(existsSync(join(folder.path, "x"))).toBe(true);
  await folder.remove();
  await folder.remove();
  expect(existsSync(dirname(folder.path))).toBe(false);
});

test("the folder of a killed process is removed by its watchdog, or by the next process", {
  timeout: 30_000,
}, async () => {
  const script = `
    import { temporaryFolder } from ${JSON.stringify(join(import.meta.dirname, "temporary-folder.ts"))};
    process.stdout.write((await temporaryFolder()).path, () => process.kill(process.pid, "SIGKILL"));`;
  const killed = () =>
    dirname(
      spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }).stdout,
    );
  const first = killed();
  await removeAbandonedFolders();
  expect(existsSync(first)).toBe(false);
  const second = killed();
  await expect.poll(() => existsSync(second), { timeout: 20_000 }).toBe(false);
});

test("a process is gone when its id is another's by now; of other machines that can't be said", () => {
  const [machine, pid, start] = processIdentity().split("/");
  expect(isProcessGone(`${machine}/${pid}/${start}`)).toBe(false);
  expect(isProcessGone(`${machine}/${pid}/${Number(start) - 1}`)).toBe(true);
  expect(isProcessGone(`${machine}/999999999/1`)).toBe(true);
  expect(isProcessGone(`other-${machine}/999999999/1`)).toBe(false);
  expect(isProcessGone("nonsense")).toBe(false);
});
