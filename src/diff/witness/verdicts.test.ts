import { describe, expect, it } from "vitest";
import type { Change } from "../diff.ts";
import { judged } from "./verdicts.ts";

const change = (level: Change["level"]): Change => ({
  rule: "some-rule",
  level,
  name: "lib.x",
  title: "title",
});

describe("judged", () => {
  it("calls nothing breaking that the release contradicts", () => {
    expect(judged(change("breaking"), { holds: false, said: "" })).toMatchObject({
      ...{ level: "risky", witness: "contradicts" },
    });
  });

  it("calls breaking what was doubted to be there and is not, with what the release says", () => {
    const said = "ImportError: `lib:x` has been removed. Use lib.y\n\nMore of it elsewhere";
    expect(judged(change("deprecation"), { holds: true, said })).toMatchObject({
      ...{ level: "breaking", witness: "confirms", advice: "`lib:x` has been removed. Use lib.y" },
    });
  });

  it("leaves what is served a deprecation, with its warning", () => {
    expect(judged(change("deprecation"), { holds: false, said: "DeprecationWarning: use y" })).toEqual({
      ...change("deprecation"),
      advice: "use y",
    });
  });

  it("takes what is served without a word for what breaks nobody", () => {
    expect(judged(change("deprecation"), { holds: false, said: "" }).level).toBe("compatible");
  });

  it("takes what Python always says for no news", () => {
    const said = "AttributeError: module 'lib' has no attribute 'x'";
    expect(judged(change("breaking"), { holds: true, said }).advice).toBeUndefined();
  });
});
