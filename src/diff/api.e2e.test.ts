import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Shard } from "../shard/shard.ts";
import { publicApi } from "./api.ts";
import { explorePairs } from "./testing/explored-pairs.ts";
import { type ExplorerStand, setUpExplorer } from "./testing/explorer-stand.ts";

const FILES = {
  "__init__.py": `
from ._impl import Client, Aliased as Other
from .plain import defined
from ._hidden import public
from .retry import retry
_private = 1
__version__ = "1"
__author__ = "somebody"
`,
  "_impl.py": `
class _Base:
    def inherited(self): ...
class Client(_Base):
    class Options:
        def deep(self): ...
    def get(self): ...
    fetch = get
    def _hidden(self): ...
    def __len__(self): return 0
    def __init__(self): self.url = ""
class Aliased: ...
def helper(): ...
`,
  "plain.py": `
import os
from json import dumps
from typing import TypeVar
from ._impl import helper
T = TypeVar("T")
def defined(): ...
`,
  "facade.py": "from ._impl import helper\nLIMIT = 1\n",
  "repeated.py": "from .plain import defined as defined\nfrom .facade import LIMIT\nclass Own: ...\n",
  "listed.py": "from json import loads\n__all__ = ['loads', '_said']\n_said = 1\ndef left_out(): ...\n",
  "retry.py": "def retry(): ...\ndef once(): ...\n",
  "_hidden/__init__.py": "",
  "_hidden/public.py": "def below(): ...\n",
  "tests/__init__.py": "def test(): ...\n",
};

let stand: ExplorerStand;
let shard: Shard;

beforeAll(async () => {
  stand = await setUpExplorer();
  const scratch = stand.folder;
  for (const [path, text] of Object.entries(FILES)) {
    const file = join(scratch, "pairs", "offered", "old", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await writeFile(join(scratch, "pairs", "offered", "new.py"), "");
  const [explored] = await explorePairs(join(scratch, "pairs"), join(scratch, "sites"), stand.explore);
  shard = (explored as { old: Shard }).old;
});

afterAll(() => stand?.tearDown());

describe("what a release offers", () => {
  it("is what those who import may rely on, by all its names", () => {
    const objects = [...publicApi(shard).objects.values()];
    expect(objects.map(({ names }) => names.map((name) => name.replace(/^offered\.?/, "")))).toEqual([
      [""],
      ["__version__"],
      ["public"],
      ["public.below"],
      ["Other"],
      ["Client"],
      ["Client.Options"],
      ["Client.Options.deep"],
      ["Client.__len__"],
      ["Client.get", "Client.fetch"],
      ["Client.url"],
      ["Client.inherited"],
      ["facade.helper"],
      ["facade"],
      ["facade.LIMIT"],
      ["listed"],
      ["listed._said"],
      ["plain"],
      ["defined", "plain.defined", "repeated.defined"],
      ["repeated"],
      ["repeated.Own"],
      ["retry"],
      ["retry.once"],
      ["retry", "retry.retry"],
    ]);
  });

  it("has what `__all__` names of others", () => {
    expect(publicApi(shard).passedOn.map(({ name }) => name)).toEqual(["offered.listed.loads"]);
  });

  it("is everything on request", () => {
    const ids = [...publicApi(shard, { all: true }).objects.keys()];
    expect(ids).toEqual(
      expect.arrayContaining(["offered._private", "offered.plain.T", "offered._impl.Client._hidden"]),
    );
  });
});
