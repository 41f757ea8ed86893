import { afterEach, expect, test } from "vitest";
import {
  flag,
  type InputKind,
  oneOf,
  optionalCommit,
  optionalNumber,
  optionalPath,
  optionalText,
  path,
  readInputs,
  text,
  wholeNumber,
} from "./inputs.ts";

const set: string[] = [];

function given(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const variable = `INPUT_${name.toUpperCase()}`;
    process.env[variable] = value;
    set.push(variable);
  }
}

afterEach(() => {
  for (const variable of set.splice(0)) {
    delete process.env[variable];
  }
});

test("inputs are read by their kinds; what is left out is undefined where it may be", () => {
  given({ "max-jobs": " 20 ", force: "True", mode: "write", root: "." });
  const kinds = {
    ...{ "max-jobs": wholeNumber(1, 256), force: flag(), mode: oneOf("write", "check"), root: path() },
    ...{ a: optionalText(), b: optionalPath(), c: optionalNumber(1, 2), d: optionalCommit() },
  };
  expect(readInputs(kinds)).toEqual({
    ...{ "max-jobs": 20, force: true, mode: "write", root: process.cwd() },
    ...{ a: undefined, b: undefined, c: undefined, d: undefined },
  });
});

test.for<[string, InputKind<unknown>]>([
  ["257", wholeNumber(1, 256)],
  ["0", wholeNumber(1, 256)],
  ["1e2", wholeNumber(1, 256)],
  ["", wholeNumber(1, 256)],
  ["yes", flag()],
  ["", text()],
  ["wirte", oneOf("write", "check")],
  ["main", optionalCommit()],
])("%s is refused", ([value, kind]) => {
  given({ it: value });
  expect(() => readInputs({ it: kind })).toThrow(/^input it: expected /);
});

test("everything that is wrong is told at once, and nothing of it steers the runner", () => {
  given({ one: "::error::\n##[x]", two: "" });
  expect(() => readInputs({ one: flag(), two: text() })).toThrow(/input one: .*\n.*\ninput two: /);
});
