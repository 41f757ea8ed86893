import { describe, expect, it } from "vitest";
import { isSameValue } from "./values.ts";

describe("isSameValue", () => {
  it.each([
    ["1_000", "1000"],
    ["1.50", "1.5"],
    ["'a'", '"a"'],
    ["math.inf", "inf"],
    ["Ellipsis", "3"],
    ["<object object>", "None"],
    ["_UNSET", "None"],
    ["_Kind.UNSET", "UNSET"],
    ["(1, 2)", "(1,  2)"],
  ])("takes %s and %s for the same", (old, now) => {
    expect(isSameValue(old, now)).toBe(true);
  });

  it.each([
    ["1", "2"],
    ["'a'", "'b'"],
    ["'1'", "1"],
    ["Mode.READ", "Mode.WRITE"],
    ["None", "False"],
    ["'it\\'s'", '"its"'],
  ])("knows %s and %s apart", (old, now) => {
    expect(isSameValue(old, now)).toBe(false);
  });
});
