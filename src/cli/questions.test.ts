import { describe, expect, test } from "vitest";
import { lacks } from "./testing/expected.ts";
import { faultsOf, parseQuestions, readQuestions } from "./testing/questions.ts";

describe("an answer has what is wanted", () => {
  test.each<[what: string, actual: unknown, wanted: unknown]>([
    ["more fields", { a: 1, b: 2 }, { a: 1 }],
    ["more elements, in another order", [3, { a: 1, b: 2 }, 1], [1, { a: 1 }]],
    ["an empty list in any list", [1], []],
    ["nothing for null", { a: null }, { a: null }],
    ["a text that matches", { a: "2.10" }, { a: { $matches: "^2\\." } }],
    ["no such key", { b: 1 }, { a: { $absent: true } }],
    ["some elements, none of others, and so many", [1, 2], { $has: [1], $none: 3, $count: 2, $least: 2 }],
    ["none that is like it in all", [{ a: 1 }, { b: 2 }], { $none: { a: 1, b: 2 } }],
  ])("%s", (_what, actual, wanted) => {
    expect(lacks(actual, wanted)).toEqual([]);
  });
});

describe("what an answer lacks is told with its place", () => {
  test.each<[actual: unknown, wanted: unknown, line: string]>([
    [{ b: 2 }, { a: 1 }, "the answer.a is not there, expected 1"],
    [{ a: "1" }, { a: 1 }, 'the answer.a is "1", expected 1'],
    [[], {}, "the answer is [], expected an object"],
    [{}, [], "the answer is {}, expected a list"],
    [{ a: { b: 1 } }, { a: { $count: 1 } }, 'the answer.a is {"b":1}, expected a list'],
    [
      [{ a: 1 }, { a: 2, b: 3 }],
      [{ a: 2, b: 4 }],
      'none of the 2 elements of the answer is {"a":2,"b":4}; the answer[1].b is 3, expected 4',
    ],
    [[{ a: 1, b: 2 }], { $none: { a: 1 } }, 'the answer has {"a":1,"b":2}, expected none like it'],
    [[null], { $none: null }, "the answer has null, expected none like it"],
    [[1], { $count: 0 }, "the answer has 1 elements, expected 0"],
    [[1], { $least: 2 }, "the answer has 1 elements, expected at least 2"],
    ["3.1", { $matches: "^2" }, 'the answer is "3.1", expected a text like ^2'],
    [7, { $matches: "7" }, "the answer is 7, expected a text like 7"],
    [{ a: null }, { a: { $absent: true } }, "the answer.a is null, expected none"],
  ])("%j, wanted %j", (actual, wanted, line) => {
    expect(lacks(actual, wanted)).toEqual([line]);
  });
});

test.each([
  ["answer: {}", "answer: { a: { $matches: '(' } }", "q.yaml:4:16: found $matches, expected $has, $none,"],
  ["answer: {}", "answer: [{ $some: 1 }]", "q.yaml:4:12: found $some, expected $has"],
  ["answer: {}", "answer: { a: { $count: 1, b: 2 } }", "q.yaml:4:16: found $count, b, expected"],
  ["answer: {}", "answer: {}\n  not: { a: { $absent: 1 } }", "q.yaml:5:13: found $absent"],
  ["Who?", "Who", "q.yaml:1:13: "],
  ["exit: 1", "exit: 2", "q.yaml:6:9: "],
  ["exit: 1", "exits: 1", "q.yaml:6:3: "],
  [
    "exit: 1",
    "exit: 1\n- { question: Who else?, ask: [whereis, a], packages: [a], answer: {}, checked: as above in a }",
    'q.yaml:7:31: has "whereis a" twice',
  ],
])("a list with %s as %s is told where it is wrong", (right, wrong, message) => {
  const list =
    "- question: Who?\n  ask: [whereis, a]\n  packages: [a]\n  answer: {}\n  checked: a/__init__.py\n  exit: 1\n";
  expect(parseQuestions(list, "q.yaml")).toMatchObject([{ exit: 1, history: [] }]);
  expect(() => parseQuestions(list.replace(right, wrong), "q.yaml")).toThrow(message);
});

test("each question has an answer that some other answer is not", async () => {
  const questions = await readQuestions();
  expect(questions.length).toBeGreaterThanOrEqual(30);
  for (const one of questions) {
    const faults = [null, [], [{ stage: "import" }]].flatMap((other) => faultsOf(one, other));
    expect([one.question, faults.length > 0]).toEqual([one.question, true]);
  }
});
