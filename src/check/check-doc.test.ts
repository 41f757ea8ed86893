/** What docs/check.md says can be done as it stands there. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { programFile } from "../files/home.ts";
import { readConfiguration } from "./configuration.ts";

test("the configuration of the page is one", async () => {
  const page = await readFile(programFile("docs", "check.md"), "utf8");
  const [, example = expect.fail("the page has no example")] = /```toml\n([\s\S]*?)```/.exec(page) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "importgraph-check-doc-"));
  try {
    await writeFile(join(folder, "pyproject.toml"), example);
    expect(await readConfiguration(folder)).toMatchObject({
      ...{ public: ["acme._compat"], private: ["acme.internal", "*.v2"] },
      suppressions: [{ name: "acme.legacy.*" }, { part: "timeout", until: "2027-01-31" }],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
