import { expect, it } from "vitest";
import type { Problem } from "../../shard/records.ts";
import type { Failure, Traceback } from "../session/protocol.ts";
import { modulesToTryAgain } from "./try-again.ts";

const MODULES = ["tiny", "tiny.a", "tiny.a.x", "tiny.a.x.y", "tiny.b", "tiny.b.z"];

function failing(module: string, error: string, message: string): Problem {
  return { record: "problem", module, stage: "import", error, message };
}

function triedAgain(
  records: readonly Problem[],
  {
    roots = {},
    skipped = [],
    ofThemselves = [],
  }: { roots?: Record<string, Failure>; skipped?: readonly string[]; ofThemselves?: readonly string[] } = {},
): string[] {
  const tracebacks = new Map<string, Traceback>(
    records.map(({ module }) => {
      const root = roots[module];
      const facts = {
        ...(root && { root }),
        ...(ofThemselves.includes(module) && { ofItself: true as const }),
      };
      return [module, { event: "traceback", module, text: "", ...facts }];
    }),
  );
  return modulesToTryAgain(records, tracebacks, MODULES, skipped);
}

it("tries again what may have failed because of the others, with what is below it", () => {
  expect(triedAgain([failing("tiny.a", "RuntimeError", "already installed")])).toEqual([
    "tiny.a",
    "tiny.a.x",
    "tiny.a.x.y",
  ]);
  expect(triedAgain([failing("tiny.b.z", "ImportError", "cannot load it more than once")])).toEqual([
    "tiny.b.z",
  ]);
  expect(triedAgain([failing("tiny.b.z", "ModuleNotFoundError", "No module named 'tiny.c'")])).toEqual([
    "tiny.b.z",
  ]);
  expect(
    triedAgain([failing("tiny.b.z", "ModuleNotFoundError", "import of torch halted; None in sys.modules")]),
  ).toEqual(["tiny.b.z"]);
  expect(triedAgain([])).toEqual([]);
});

it.each([
  ["ModuleNotFoundError", "No module named 'torch'"],
  ["ModuleNotFoundError", "No module named 'torch.nn'"],
  ["ImportError", "this needs PyGObject"],
  ["ModuleNotFoundError", "tiny.b requires the 'hypothesis' module"],
  ["OSError", "libmtdev.so.1: cannot open shared object file: No such file or directory"],
  ["SyntaxError", "invalid syntax (z.py, line 1)"],
  ["AttributeError", "module 'asyncio' has no attribute 'coroutine'"],
  ["AttributeError", "module 'multiprocessing.connection' has no attribute 'PipeConnection'"],
  ["AttributeError", ".../python: undefined symbol: objc_getClass"],
])("knows that the others are not the reason for %s: %s", (error, message) => {
  expect(triedAgain([failing("tiny.b", error, message)])).toEqual([]);
  const wrapped = [failing("tiny.b", "ImproperlyConfigured", "Did you install it?")];
  expect(triedAgain(wrapped)).toEqual(["tiny.b", "tiny.b.z"]);
  expect(triedAgain(wrapped, { roots: { "tiny.b": { error, message } } })).toEqual([]);
});

it.each([
  ["AttributeError", "module 'tiny.a' has no attribute 'y'"],
  ["AttributeError", "partially initialized module 'torch' has no attribute 'nn'"],
  ["AttributeError", "'NoneType' object has no attribute 'fixture'"],
])("does not know it for %s: %s", (error, message) => {
  expect(triedAgain([failing("tiny.b.z", error, message)])).toEqual(["tiny.b.z"]);
});

it("does not try again what had used nothing of others when it failed", () => {
  const records = [failing("tiny.b", "KeyError", "'x'"), failing("tiny.a.x.y", "KeyError", "'y'")];
  expect(triedAgain(records)).toEqual(["tiny.a.x.y", "tiny.b", "tiny.b.z"]);
  expect(triedAgain(records, { ofThemselves: ["tiny.b"] })).toEqual(["tiny.a.x.y"]);
});

it("looks no further than the failure itself where that says enough", () => {
  const root = { error: "AttributeError", message: "module 'select' has no attribute 'kqueue'" };
  expect(
    triedAgain([failing("tiny.b", "ImportError", "no kqueue here")], { roots: { "tiny.b": root } }),
  ).toEqual([]);
});

it("judges what is in a package by the package", () => {
  const missing = failing("tiny.a", "ModuleNotFoundError", "No module named 'torch'");
  const below = ["tiny.a.x", "tiny.a.x.y"].map((module) =>
    failing(module, "ModuleNotFoundError", "its package tiny.a is not imported"),
  );
  expect(triedAgain([missing, ...below])).toEqual([]);
});

it("leaves out what is in a package that is not to be imported", () => {
  const below = failing("tiny.a.x", "Skipped", "its package tiny.a is not imported");
  expect(triedAgain([below], { skipped: ["tiny.a"] })).toEqual([]);
});
