/** Two releases of `lib` and what they do to a project, for tests. */

import type { Shard } from "../../shard/shard.ts";
import { node } from "../../shard/testing/tiny-shard.ts";
import type { Finding } from "../finding.ts";
import { type Impact, impactOn } from "../impact.ts";
import type { ProjectLock } from "../locks/project-lock.ts";
import type { Project } from "../sources/project.ts";
import { callable, classNode, given, method, moduleNode, named, shardOf } from "./library.ts";

export const OLD = shardOf("lib", "1.0", [
  moduleNode(["get", "gone", "Session", "Reply", "make", "Kept", "old"]),
  callable("lib.get", ["url", "timeout", "verify"]),
  callable("lib.gone", []),
  callable("lib.old", []),
  callable("lib.make", [], { signature: { parameters: [], returns: "Session" } }),
  classNode("Session", ["send", "close", "mount"]),
  method("lib.Session.send", ["data", "retries"], "Reply"),
  method("lib.Session.close", []),
  method("lib.Session.mount", ["prefix"]),
  classNode("Reply", ["text", "json"]),
  node("lib.Reply.text", "property", { module: "lib", access: ["get"], type: "str" }),
  method("lib.Reply.json", []),
  classNode("Kept", []),
]);
const NEW = shardOf("lib", "2.0", [
  moduleNode(["get", "Session", "Reply", "make", "Kept", "old"]),
  callable("lib.get", ["url", "verify"]),
  callable("lib.old", [], { deprecated: { message: "use get" } }),
  callable("lib.make", [], { signature: { parameters: [], returns: "Session" } }),
  classNode("Session", ["send", "mount"]),
  method("lib.Session.send", ["data"], "Reply"),
  method("lib.Session.mount", ["prefix", "adapter"]),
  classNode("Reply", ["json"]),
  method("lib.Reply.json", []),
  classNode("Kept", []),
]);
const LIB = { name: "lib", importNames: ["lib"] };
export const LOCK: ProjectLock = {
  ...{ file: "requirements.txt", leftOut: [], several: [] },
  pins: [{ name: "lib", version: "1.0", markers: [], place: { file: "requirements.txt", line: 1 } }],
};

interface Asked {
  upgrade?: boolean;
  shards?: readonly Shard[];
  installed?: string;
  lock?: ProjectLock;
  others?: readonly string[];
  lowest?: boolean;
  removed?: readonly string[];
}

export async function impact(project: Project, asked: Asked = {}): Promise<Impact> {
  const {
    upgrade = false,
    shards = [OLD, NEW],
    installed = "1.0",
    lock = LOCK,
    others = [],
    lowest = false,
    removed = [],
  } = asked;
  return await impactOn({
    ...{ project, lock, declared: new Map([["lib", { file: "pyproject.toml", line: 3 }]]) },
    releases: [{ ...LIB, version: installed }],
    upgrades: new Map(upgrade ? [["lib", { ...LIB, version: "2.0" }]] : []),
    ...{ added: [], removed: new Set(removed) },
    load: async (_, version) => shards.find((one) => one.header.distribution.version === version) ?? OLD,
    otherReleases: () => others.map((version) => ({ ...LIB, version })),
    giversOf: (top) => (top === "yaml" ? ["pyyaml"] : []),
    wantsLowest: lowest,
  });
}

export const told = ({ findings }: { findings: readonly Finding[] }, ...kinds: string[]) =>
  findings
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ kind, place, name, rule }) => `${kind} ${place.file}:${place.line} ${name} ${rule}`);

export const session = given("result", named("lib.Session"));
