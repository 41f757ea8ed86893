/** The workflow that people copy stands in several pages: each has the one of docs/impact.md, which is run under act. */

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { programFile } from "../../files/home.ts";

async function examplesOf(...path: string[]): Promise<string[]> {
  const page = await readFile(programFile(...path), "utf8");
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.filter((block) => block.includes("/actions/check-upgrade@"));
}

test("README's workflow is the one of docs/impact.md", async () => {
  const [workflow = expect.fail("docs/impact.md has no workflow"), ...more] = await examplesOf(
    "docs",
    "impact.md",
  );
  expect(more).toEqual([]);
  expect(await examplesOf("README.md")).toEqual([workflow]);
});
