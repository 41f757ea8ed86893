import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem, ShardContent, ShardNode } from "../../shard/records.ts";
import {
  type HostilePackage,
  memoryBytesOf,
  readHostilePackages,
  unmetExpectations,
} from "./hostile-corpus.ts";

let folder: string;
let packages: HostilePackage[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-hostile-"));
  packages = await readHostilePackages(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function hostile(behaviour: string): HostilePackage {
  const found = packages.find((candidate) => candidate.behaviour === behaviour);
  if (found === undefined) {
    throw new Error(`there is no behaviour ${behaviour}`);
  }
  return found;
}

describe("the corpus", () => {
  it("has a sound expectation for every behaviour", () => {
    expect(packages.length).toBeGreaterThan(150);
    for (const { behaviour, distribution, importName } of packages) {
      expect(distribution).toBe(`h-${behaviour}`);
      expect(importName).toBe(`h_${behaviour.replaceAll("-", "_")}`);
    }
  });

  it("keeps what would change the others' fate in images of their own", () => {
    expect(hostile("pth-kills").image).toBe(`importgraph/hostile-${process.pid}:pth-kills`);
    expect(hostile("metadata-lies").image).toBe(`importgraph/hostile-${process.pid}:metadata-lies`);
    expect(hostile("os-exit").image).toBe(`importgraph/hostile-${process.pid}:together`);
  });

  it("gives memory where the default is too little", () => {
    expect(memoryBytesOf(hostile("os-exit"))).toBe(512 * 1024 ** 2);
    expect(memoryBytesOf(hostile("docs-huge"))).toBe(1024 ** 3);
  });
});

const BAD = ["bad_libc", "bad_one", "bad_zero"];
const died = (module: string): Problem => ({
  ...{ record: "problem", module, stage: "crash", error: "Exited", message: "the interpreter ended" },
});

/** What os-exit must become. */
function ideal(): ShardContent & { nodes: ShardNode[]; problems: Problem[] } {
  const name = "h_os_exit";
  const nodes: ShardNode[] = [node(name, "module", name, "runtime", [...BAD, "alpha", "zulu"])];
  for (const leaf of ["alpha", "zulu", ...BAD]) {
    nodes.push(...moduleNodes(`${name}.${leaf}`, BAD.includes(leaf) ? "source" : "runtime"));
  }
  return {
    header: {
      ...{ record: "header", format: 1, python: "3.13", platform: "linux-x86_64", explorer: "0" },
      distribution: { name: "h-os-exit", displayName: "h-os-exit", version: "1.0" },
      ...{ importNames: [name], requirements: [] },
    },
    nodes,
    externals: [],
    entryPoints: [],
    imports: [],
    uses: [],
    requirements: [],
    problems: BAD.map((leaf) => died(`${name}.${leaf}`)),
  };
}

function moduleNodes(module: string, from: "runtime" | "source"): ShardNode[] {
  const signature: NonNullable<ShardNode["signature"]> = {
    parameters: [
      { name: "value", kind: "positionalOrKeyword", default: "1", annotation: "int" },
      { name: "rest", kind: "varPositional", annotation: "str" },
    ],
    returns: "str",
  };
  return [
    node(module, "module", module, from, ["KEPT", "Kept", "kept"]),
    { ...node(`${module}.KEPT`, "data", module, from), value: "7" },
    { ...node(`${module}.Kept`, "class", module, from, ["method"]), doc: "A class that must be found." },
    node(`${module}.Kept.method`, "method", module, from),
    { ...node(`${module}.kept`, "function", module, from), doc: "Do nothing.", signature },
  ];
}

function node(
  id: string,
  kind: ShardNode["kind"],
  module: string,
  from: "runtime" | "source",
  members: readonly string[] = [],
): ShardNode {
  const refs = Object.fromEntries(members.map((name) => [name, `${id}.${name}`]));
  return { record: "node", id, kind, module, from: [from], ...(members.length > 0 && { members: refs }) };
}

describe("what is not met", () => {
  it("is nothing when all is well", () => {
    expect(unmetExpectations(hostile("os-exit"), { shard: ideal() })).toEqual([]);
  });

  it("names an exploration that failed", () => {
    const error = new Error("it stopped");
    expect(unmetExpectations(hostile("os-exit"), { error })).toEqual(["there is no shard: it stopped"]);
    expect(unmetExpectations(hostile("metadata-none"), { error })).toEqual([]);
    expect(unmetExpectations(hostile("metadata-none"), { shard: ideal() })).toEqual([
      "there is a shard, expected it to be refused",
    ]);
  });

  it("names a module that was blamed for another, and one that got away", () => {
    const shard = ideal();
    shard.problems = [died("h_os_exit.zulu"), died("h_os_exit.bad_one"), died("h_os_exit.bad_libc")];
    expect(unmetExpectations(hostile("os-exit"), { shard })).toEqual([
      "h_os_exit.zulu has a problem of stage crash (Exited: the interpreter ended)",
      "h_os_exit.bad_zero has no problem, expected one of stage crash",
    ]);
  });

  it("names what is missing, from the wrong place, or described otherwise", () => {
    const shard = ideal();
    shard.nodes = shard.nodes
      .filter(({ id }) => id !== "h_os_exit.bad_one.Kept.method")
      .map((one) => (one.id === "h_os_exit.bad_one.Kept" ? node(one.id, "class", one.module, "source") : one))
      .map((one) => (one.id === "h_os_exit.bad_zero.KEPT" ? { ...one, from: ["runtime" as const] } : one))
      .map((one) => (one.id === "h_os_exit.alpha.KEPT" ? { ...one, value: "8" } : one));
    expect(unmetExpectations(hostile("os-exit"), { shard })).toEqual([
      '"h_os_exit.bad_one.Kept.method" is missing',
      '"h_os_exit.bad_zero.KEPT" is from runtime, expected source',
      'h_os_exit.alpha says ["A class that must be found.","Do nothing.","8"]',
    ]);
  });

  it("names what was forged, or is another's", () => {
    const shard = ideal();
    shard.nodes.push(node("requests", "module", "requests", "runtime", ["forged_data"]));
    shard.nodes.push(node("requests.forged_data", "data", "requests", "runtime"));
    shard.header.distribution.version = "9.9";
    expect(unmetExpectations(hostile("os-exit"), { shard })).toEqual([
      'the header says {"name":"h-os-exit","displayName":"h-os-exit","version":"9.9"}',
      '"requests" is not of this distribution',
      '"requests.forged_data" was forged',
      '"requests.forged_data" is not of this distribution',
    ]);
  });
});
