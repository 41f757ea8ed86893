import { describe, expect, it } from "vitest";
import { sourceBuildsText } from "./build.ts";

describe("sourceBuildsText", () => {
  const locked = (name: string, fromSource: boolean) => ({ name, version: "1.0", hashes: [], fromSource });

  it("tells which distributions have no wheel for the Python", () => {
    const packages = [locked("numpy", true), locked("six", false), locked("scipy", true)];
    expect(sourceBuildsText({ python: "3.14", packages })).toBe(
      "no wheel for Python 3.14 of numpy 1.0, scipy 1.0: built from source, which can take many minutes",
    );
    expect(sourceBuildsText({ python: "3.14", packages: [locked("six", false)] })).toBeUndefined();
  });

  it("names no more than five", () => {
    const packages = Array.from({ length: 7 }, (_, index) => locked(`p${index}`, true));
    expect(sourceBuildsText({ python: "3.14", packages })).toContain("p4 1.0 and 2 more: built");
  });
});
