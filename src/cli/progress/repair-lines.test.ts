import { afterEach, expect, it, vi } from "vitest";
import type { Context } from "../context.ts";
import { RepairLines } from "./repair-lines.ts";

afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  vi.useFakeTimers();
  const said: string[] = [];
  const lines = new RepairLines({ say: (line: string) => said.push(line) } as unknown as Context, "demo");
  lines.begin(1, { purposes: [], changes: [] });
  said.length = 0;
  return { lines, said };
}

it("says what a try does, and for how long, where the try itself says nothing", () => {
  const { lines, said } = watched();
  lines.report({ event: "begin", stage: "lock" });
  vi.advanceTimersByTime(30_000);

  expect(said).toEqual([
    "        lock  15 s  resolving what it needs, which may build sources",
    "        lock  30 s  resolving what it needs, which may build sources",
  ]);
});

it("says the newest of what a stage tells, and counts from the stage's begin", () => {
  const { lines, said } = watched();
  lines.report({ event: "begin", stage: "explore" });
  vi.advanceTimersByTime(10_000);
  lines.report({ event: "progress", stage: "explore", detail: "demo.one" });
  lines.report({ event: "progress", stage: "explore", detail: "demo.two" });
  vi.advanceTimersByTime(5000);

  expect(said).toEqual(["        explore  15 s  demo.two"]);
});

it.each([
  ["a stage", (lines: RepairLines) => lines.report({ event: "end", stage: "lock", seconds: 1, kept: false })],
  ["a try", (lines: RepairLines) => lines.settled()],
])("says nothing more after the end of %s", (_, end) => {
  const { lines, said } = watched();
  lines.report({ event: "begin", stage: "lock" });
  end(lines);
  vi.advanceTimersByTime(60_000);

  expect(said).toEqual([]);
});
