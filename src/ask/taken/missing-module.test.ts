import { describe, expect, it } from "vitest";
import type { ImportStatement, Requirement } from "../../shard/records.ts";
import { indexShard } from "../../shard/shard.ts";
import { node, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { explainMissingModule, undeclaredNeeds } from "./missing-module.ts";
import { requirementsOf } from "./requirements.ts";

const { header } = tinyShard();
const requirements: Requirement[] = [
  { record: "requirement", name: "grpc-io", specifier: ">=1", extra: "rpc", extras: ["fast"] },
  { record: "requirement", name: "redis", marker: 'sys_platform == "linux"' },
];

function missing(id: string, when?: ImportStatement["when"]): ImportStatement {
  const of = { distribution: null, id };
  return { record: "import", module: "tiny", of, line: 1, ...(when && { when }) };
}

const shard = indexShard({
  ...{ header: { ...header, requirements: [] }, nodes: [node("tiny", "module")], requirements },
  imports: [
    missing("grpc_io.aio"),
    missing("six.moves", ["function"]),
    missing("yaml", ["try"]),
    missing("PIL", ["function", "try"]),
  ],
  ...{ externals: [], entryPoints: [], uses: [], problems: [] },
});
const view = requirementsOf(shard, {
  giversOf: (name) => (name === "yaml" ? ["pyyaml"] : []),
  isKnown: () => true,
  isLibrary: () => false,
});

describe("explainMissingModule", () => {
  it.for([
    ["No module named 'grpc_io'", "declared: grpc-io [fast] >=1 for extra rpc"],
    ["No module named 'redis.asyncio'", 'declared: redis any version if sys_platform == "linux"'],
    ["No module named 'yaml'; 'yaml' is not a package", "not declared; pyyaml gives it"],
    ["No module named 'six'", "not declared"],
    ["No module named 'elsewhere'", "not declared"],
    ["No module named 'tiny._speedups'", undefined],
    ["cannot import name 'x' from 'y'", undefined],
  ] as const)("%s", ([message, text]) => {
    expect(explainMissingModule(view, header.importNames, message)).toBe(text);
  });
});

it("what may be declared and is not installed is neither called undeclared nor remarked on", () => {
  const unsure = requirementsOf(shard);
  const text = explainMissingModule(unsure, header.importNames, "No module named 'six'");
  expect(text).toBe("its distribution is not known here, and may be declared");
  expect(undeclaredNeeds(unsure)).toEqual([]);
});

it("what may be missing without harm is no undeclared need", () => {
  expect(undeclaredNeeds(view).map(({ importNames }) => importNames)).toEqual([["six"]]);
});
