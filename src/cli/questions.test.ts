import { describe, expect, test } from "vitest";
import { faultsOf, has, readQuestions } from "./testing/questions.ts";

describe("an answer has what is wanted", () => {
  test.each([
    ["more fields", { a: 1, b: 2 }, { a: 1 }, true],
    ["more elements, in another order", [3, { a: 1, b: 2 }, 1], [1, { a: 1 }], true],
    ["an empty list in any list", [1], [], true],
    ["not without a field", { b: 2 }, { a: 1 }, false],
    ["not with another value", { a: "1" }, { a: 1 }, false],
    ["not where only parts of several elements fit", [{ a: 1 }, { b: 2 }], [{ a: 1, b: 2 }], false],
    ["not a list for a map", [], {}, false],
    ["nothing for null", { a: null }, { a: null }, true],
  ] as const)("%s", (_what, actual, wanted, isThere) => {
    expect(has(actual as Parameters<typeof has>[0], wanted as Parameters<typeof has>[1])).toBe(isThere);
  });
});

test("each question is asked once, and has an answer that some other answer is not", async () => {
  const questions = await readQuestions();
  expect(questions.length).toBeGreaterThanOrEqual(30);
  const asked = questions.map(({ ask }) => ask.join(" "));
  expect(new Set(asked).size).toBe(asked.length);
  for (const one of questions) {
    const faults = [null, [], [{ stage: "import" }]].flatMap((other) => faultsOf(one, other));
    expect([one.question, faults.length > 0]).toEqual([one.question, true]);
  }
});
