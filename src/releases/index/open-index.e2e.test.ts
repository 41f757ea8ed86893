import { expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { findRelease, newestRelease } from "../choose-release.ts";
import { openIndex } from "./open-index.ts";

test("the index that this machine is configured with tells what a real project has", async () => {
  const index = await openIndex({ exec: nodeExec });
  const project = await index.project("Zope.Interface");
  const old = findRelease(project, "5.4.0");
  expect(old.files.map(({ kind }) => kind)).toContain("sdist");
  expect(old.files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ""))).toBe(true);
  expect(newestRelease(project).yanked).toBe(false);
  await expect(index.project("pywin32").then(newestRelease)).rejects.toThrow("only for Windows");
  await expect(index.project("importgraph-has-no-such-project")).rejects.toThrow("has no project");
});
