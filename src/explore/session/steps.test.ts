import { describe, expect, it } from "vitest";
import { StepLog } from "./steps.ts";

function importing(module: string): StepLog {
  const steps = new StepLog();
  expect(steps.begin({ stage: "import", module })).toBeUndefined();
  return steps;
}

describe("the module at work", () => {
  it("is the innermost of those that import one another", () => {
    const steps = importing("a");
    steps.enter("b");
    steps.enter("c");
    expect(steps.atWork).toEqual({ stage: "import", module: "c" });
    steps.leave("c");
    expect(steps.atWork?.module).toBe("b");
    steps.leave("b");
    expect(steps.atWork?.module).toBe("a");
  });

  it("is found also where they do not end in order, or were never begun", () => {
    const steps = importing("a");
    steps.leave("x");
    steps.enter("b");
    steps.enter("c");
    steps.leave("b");
    expect(steps.atWork?.module).toBe("c");
  });

  it("is the step's own once that has ended", () => {
    const steps = importing("a");
    steps.enter("b");
    expect(steps.end({ stage: "import", module: "a" }, 0.1)).toBeUndefined();
    expect(steps.atWork).toEqual({ stage: "import", module: "a" });
  });
});

describe("progress", () => {
  it("is what happens for the first time", () => {
    const steps = importing("a");
    const before = steps.progress;
    steps.enter("b");
    steps.leave("b");
    expect(steps.progress).toBe(before + 2);
    steps.enter("b");
    steps.leave("b");
    expect(steps.progress).toBe(before + 2);
  });
});
