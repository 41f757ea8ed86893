/**
 * Writes src/repair/lookups/python/explored.json: what the standard library and the C API of each base had that the next
 * ones have not.
 *
 * Usage: scripts/with-node node scripts/generate/python-removals.ts --store STORE
 * STORE has a shard of each Python (`./scripts/explore python==3.9 python==3.11 … --store STORE`); headers are those of the
 * bases that can be built in. Pythons whose base can't be had on a machine are left out.
 */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { names } from "../../src/ask/names.ts";
import { dockerOutput } from "../../src/docker/engine/docker.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { temporaryFolder } from "../../src/exec/temporary-folder.ts";
import { programFile, programHome } from "../../src/files/home.ts";
import { EXPLORED_FILE, type exploredSchema } from "../../src/repair/lookups/python/removals.ts";
import { openWorkshop } from "../../src/run/package/workshop.ts";
import { compareText } from "../../src/shard/canonical.ts";
import { openShard } from "../../src/shard/open-shard.ts";
import type { Shard } from "../../src/shard/shard.ts";

const { values } = parseArgs({ options: { store: { type: "string" } } });
if (values.store === undefined) {
  throw new Error("--store is missing: a folder with a shard of the standard library of each Python");
}

const API = String.raw`\b_?Py[A-Z][A-Za-z0-9_]*|\btp_print\b`;
// What extensions include; what is only for the interpreter itself is in a folder of its own.
const HEADERS = `cd "$(python -c 'import sysconfig; print(sysconfig.get_path("include"))')" && grep -rohE --exclude-dir=internal '${API}' .`;

/** What a Python has, by kind. */
interface Inventory {
  python: string;
  module: Set<string>;
  name: Set<string>;
  "c-api": Set<string>;
}

const inventories = await readInventories(join(values.store, "shards", "python"));
const removed = new Map<string, (typeof exploredSchema._output)["removed"][number]>();
for (const kind of ["module", "name", "c-api"] as const) {
  const all = new Set(inventories.flatMap((one) => [...one[kind]]));
  for (const name of [...all].sort(compareText)) {
    const at = inventories.findLastIndex((one) => one[kind].has(name));
    const [last, gone] = [inventories[at], inventories[at + 1]];
    if (last !== undefined && gone !== undefined && !goesWithItsModule(kind, name, gone)) {
      const key = `${kind} ${at}`;
      const group = removed.get(key) ?? { kind, last: last.python, gone: gone.python, names: [] };
      group.names.push(name);
      removed.set(key, group);
    }
  }
}
const text = {
  "made with": "scripts/with-node node scripts/generate/python-removals.ts --store STORE",
  pythons: inventories.map(({ python }) => python),
  removed: [...removed.values()],
} satisfies typeof exploredSchema._output;
await writeFile(programFile(...EXPLORED_FILE), `${JSON.stringify(text, undefined, 1)}\n`);

/** Of modules that went, their names went too. */
function goesWithItsModule(kind: keyof Inventory, name: string, gone: Inventory): boolean {
  const parts = name.split(".");
  const above = parts.slice(0, -1).map((_, end) => parts.slice(0, end + 1).join("."));
  return kind !== "c-api" && above.some((module) => !gone.module.has(module));
}

async function readInventories(folder: string): Promise<Inventory[]> {
  const temporary = await temporaryFolder();
  const signal = new AbortController().signal;
  const workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder: temporary.path, signal });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const found: Inventory[] = [];
  try {
    for (const version of await readdir(folder)) {
      for (const file of await readdir(join(folder, version))) {
        const shard = await openShard(join(folder, version, file));
        const { python } = shard.header;
        const { buildId } = await workshop.base(python, say);
        const args = ["run", "--rm", "--network=none", buildId, "sh", "-c", HEADERS];
        const words = await dockerOutput(await workshop.docker(say), args);
        found.push({ python, ...ofShard(shard), "c-api": new Set(words.split("\n").filter(Boolean)) });
      }
    }
  } finally {
    await workshop.close();
    await temporary.remove();
  }
  return found.sort((left, right) => Number(left.python.split(".")[1]) - Number(right.python.split(".")[1]));
}

/** Public modules, and the public names of these that they offer: of what only passes through, nobody was told. */
function ofShard(shard: Shard): Pick<Inventory, "module" | "name"> {
  const isPublic = (dotted: string) => !dotted.split(".").some((part) => part.startsWith("_"));
  const module = new Set<string>();
  const name = new Set<string>();
  for (const { name: dotted, to } of names(shard)) {
    const end = dotted.lastIndexOf(".");
    const parent = shard.node(dotted.slice(0, Math.max(end, 0)));
    if (!isPublic(dotted)) {
      continue;
    }
    if (shard.isModule(dotted)) {
      module.add(dotted);
    } else if (parent?.kind === "module") {
      const isOffered = parent.all?.includes(dotted.slice(end + 1)) ?? false;
      const isOwn =
        to === dotted || (typeof to === "string" && to.replace(/^_/, "").startsWith(`${parent.id}.`));
      if (isOffered || isOwn) {
        name.add(dotted);
      }
    }
  }
  return { module, name };
}
