import { expect, test } from "vitest";
import { BuildError } from "../../docker/image/build-error.ts";
import { ContainerError } from "../../docker/sandbox/container.ts";
import { InputError } from "../../errors/input-error.ts";
import type { Problem } from "../../shard/records.ts";
import { isTransientError, isTransientProblem } from "./transient.ts";

test("time, disk and the engine may be better another time; a step that failed and wrong input are not", () => {
  for (const failure of ["timeout", "disk-full", "engine"] as const) {
    expect(isTransientError(new BuildError(failure, "RUN make", []))).toBe(true);
  }
  expect(isTransientError(new ContainerError("the container is gone"))).toBe(true);
  const full = Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC" });
  expect(isTransientError(full)).toBe(true);
  expect(isTransientError(new Error("the shard can't be written", { cause: full }))).toBe(true);
  expect(isTransientError(Object.assign(new Error("ENOENT"), { code: "ENOENT" }))).toBe(false);
  expect(isTransientError(new BuildError("step", "RUN make", []))).toBe(false);
  expect(isTransientError(new InputError({ message: "there is no such release" }))).toBe(false);
});

test.for([
  ["timeout", "TimedOut", true],
  ["memory", "OutOfMemory", true],
  ["walk", "TimedOut", true],
  ["walk", "ValueError", false],
  ["import", "TimedOut", false],
  ["crash", "Exited", false],
  ["limit", "NotImported", false],
] as const)("a problem of stage %s, %s: %s", ([stage, error, expected]) => {
  const problem: Problem = { record: "problem", module: "a", stage, error, message: "" };
  expect(isTransientProblem(problem)).toBe(expected);
});
