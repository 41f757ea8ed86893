/** Asks the server as agents do: with the protocol's own client, over pipes. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programFile } from "../../files/home.ts";
import { keepModule } from "../../graph/testing/module-shard.ts";
import { folderStore } from "../../store/folder-store.ts";
import { updateHead } from "../../store/layout.ts";

let folder: string;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-mcp-"));
  const store = folderStore(join(folder, "out"));
  const lib = (version: string, ...names: string[]) =>
    keepModule(store, "lib", {
      version,
      members: Object.fromEntries(names.map((name) => [name, `lib.${name}`])),
      nodes: names.map((name) => [`lib.${name}`, "function", { doc: `Does ${name}.` }] as const),
    });
  const old = await lib("1.0", "fetch", "gone");
  await lib("2.0", "fetch");
  await updateHead(store, "lib@1.0", old);
  await writeFile(join(folder, "nothing.txt"), "");
  client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [programFile("src", "cli", "main.ts"), "mcp", "--store", join(folder, "out")],
      stderr: "ignore",
    }),
  );
});

afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(
  name: string,
  given: Record<string, unknown>,
): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as { type: string; text: string }[];
  return { text: first?.text ?? "", isError: isError === true };
}

test("all tools are told, each with what it takes", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(["whereis", "search", "show", "diff", "history", "impact"]);
  expect(
    tools.every(({ description, inputSchema }) => description !== undefined && inputSchema.required?.length),
  ).toBe(true);
  expect(client.getInstructions()).toContain("explored");
});

test("answers say of which version they are", async () => {
  expect((await ask("show", { name: "lib.fetch", package: "lib==2.0" })).text).toContain("Does fetch.");
  expect((await ask("whereis", { name: "lib.gone" })).text).toMatch(/lib +1\.0/);
  expect((await ask("diff", { old: "lib==1.0", new: "lib==2.0" })).text).toContain(
    "lib.gone  function removed",
  );
  expect((await ask("search", { words: "fetch" })).text).toContain("lib.fetch");
});

test("what is wrong is an answer, with what to do about it", async () => {
  const unknown = await ask("show", { name: "lib.fetsch" });
  expect(unknown.isError).toBe(true);
  expect(unknown.text).toContain("did you mean");
  // Nobody is asked whether there is such a release.
  const missing = await ask("diff", { old: "lib==1.0", new: "lib==3.0" });
  expect(missing).toMatchObject({ isError: true, text: expect.stringMatching(/^"lib==3\.0" is not in /) });
  expect(missing.text).toMatch(/explore it first: \.\/scripts\/explore lib==3\.0 --store /);
  expect((await ask("impact", { folder: join(folder, "nowhere") })).isError).toBe(true);
  expect((await ask("whereis", { name: "--store=elsewhere" })).isError).toBe(true);
});
