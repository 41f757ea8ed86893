import { describe, expect, it } from "vitest";
import type { Parameter, Signature } from "../shard/records.ts";
import { briefSignature, signatureText } from "./signature.ts";

function signature(...parameters: Parameter[]): Signature {
  return { parameters };
}

const a: Parameter = { name: "a", kind: "positionalOnly" };
const b: Parameter = { name: "b", kind: "positionalOrKeyword", annotation: "str", default: "'x'" };
const args: Parameter = { name: "args", kind: "varPositional", annotation: "int" };
const key: Parameter = { name: "key", kind: "keywordOnly", default: "None" };
const rest: Parameter = { name: "rest", kind: "varKeyword" };

describe("signatureText", () => {
  it.each([
    [signature(), "()"],
    [signature(a), "(a, /)"],
    [signature(a, { ...a, name: "c" }, b), "(a, c, /, b: str = 'x')"],
    [signature(b, key), "(b: str = 'x', *, key=None)"],
    [signature(a, args, key, rest), "(a, /, *args: int, key=None, **rest)"],
    [signature(a, key, { ...key, name: "other" }), "(a, /, *, key=None, other=None)"],
    [{ ...signature(b), returns: "list[str]" }, "(b: str = 'x') -> list[str]"],
  ])("writes it as Python does", (value, text) => {
    expect(signatureText(value)).toBe(text);
  });

  it("puts one on several lines that is too long for one", () => {
    const text = "(\n    a,\n    /,\n    b: str = 'x',\n    *,\n    key=None,\n) -> int";
    expect(signatureText({ ...signature(a, b, key), returns: "int" }, 20)).toBe(text);
  });
});

describe("briefSignature", () => {
  it("leaves annotations out before it leaves parameters out", () => {
    const long = { ...signature(b, args, key, rest), returns: "None" };
    expect(briefSignature(long, 80)).toBe("(b: str = 'x', *args: int, key=None, **rest) -> None");
    expect(briefSignature(long, 40)).toBe("(b='x', *args, key=None, **rest)");
    expect(briefSignature(long, 20)).toBe("(b='x', *args, …)");
    expect(briefSignature(long, 3)).toBe("(…)");
  });
});
