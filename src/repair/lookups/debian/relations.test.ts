import { expect, it } from "vitest";
import { parseRelations } from "./relations.ts";

const names = (text: string) => parseRelations(text).map(({ alternatives }) => alternatives.join("|"));

it("reads names, whatever stands behind them", () => {
  expect(
    names("libpq-dev (>= 13) | libpq-headers, python3-all-dev:any, libc6 [amd64 i386], swig  <!cross>"),
  ).toEqual(["libpq-dev|libpq-headers", "python3-all-dev", "libc6", "swig"]);
});

it.each([
  ["only for tests", "python3-pytest <!nocheck>", []],
  ["only for documentation", "python3-sphinx <!nodoc>", []],
  ["for tests or without a bootstrap", "xvfb <!nocheck> <!stage1>", ["xvfb"]],
  ["only without tests", "faketime <nocheck>", ["faketime"]],
  ["only in a stage that is not this one", "gcc-cross <stage1>", []],
  [
    "not here",
    "libsystemd-dev [linux-any], libkvm-dev [kfreebsd-any], aa [!amd64], bb [!armel]",
    ["libsystemd-dev", "bb"],
  ],
  ["an alternative that is not for here", "libfoo [armel] | libbar", ["libbar"]],
  ["nothing that can be read", "Not A Name, , libok", ["libok"]],
  ["nothing", "", []],
])("leaves out what is wanted %s", (_, text, expected) => {
  expect(names(text)).toEqual(expected);
});

it("keeps what was written", () => {
  expect(parseRelations("  libpq-dev   (>= 13)\n | x ")[0]?.text).toBe("libpq-dev (>= 13) | x");
});
