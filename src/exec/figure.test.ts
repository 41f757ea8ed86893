import { expect, test } from "vitest";
import { countText, secondsText } from "./figure.ts";

test.for([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.7, "1 min 0 s"],
  [200, "3 min 20 s"],
] as const)("%d seconds are %s", ([seconds, text]) => {
  expect(secondsText(seconds)).toBe(text);
});

test("counts agree with their nouns", () => {
  expect([countText(1, "class", "classes"), countText(12_345, "class", "classes")]).toEqual([
    "1 class",
    "12,345 classes",
  ]);
});
