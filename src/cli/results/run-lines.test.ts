import { expect, test } from "vitest";
import type { PlannedWork } from "../../plan/plan.ts";
import { Estimate } from "./run-lines.ts";

function work(stem: string, expectedSeconds: number | undefined): PlannedWork {
  return { stem, todo: { expectedSeconds } } as unknown as PlannedWork;
}

test("what a run takes is judged by the last time, shared between the jobs", () => {
  const estimate = new Estimate([work("a", 10), work("b", 20), work("c", 30)], 2);
  expect(estimate.secondsLeft).toBe(30);
  const many = new Estimate(
    Array.from({ length: 10 }, (_, index) => work(`p${index}`, 10)),
    2,
  );
  expect(many.secondsLeft).toBe(50);
});

test("a machine that is slower than last time is taken into account", () => {
  const estimate = new Estimate([work("a", 10), work("b", 20)], 1);
  estimate.finished("a", 30);
  expect(estimate.secondsLeft).toBe(60);
  expect(estimate.done).toBe(1);
});

test("what was never explored counts as much as the others; nothing known is no estimate", () => {
  expect(new Estimate([work("a", undefined)], 1).secondsLeft).toBeUndefined();
  const estimate = new Estimate([work("a", undefined), work("b", undefined)], 1);
  estimate.finished("a", 8);
  expect(estimate.secondsLeft).toBe(8);
});
