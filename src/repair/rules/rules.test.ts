import { resolve } from "node:path";
import { expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { causesInLines } from "../diagnosis/causes.ts";
import { parseRules, readRules } from "./rules.ts";

const home = resolve(import.meta.dirname, "..", "..", "..");
const rules = await readRules(home);

test.for(rules.map((rule) => [rule.name, rule] as const))(
  "%s knows the line that a real package gave",
  ([, rule]) => {
    for (const where of rule.in) {
      const [cause] = causesInLines([rule.seen.line], where, rules);
      expect(cause?.rule).toBe(rule.name);
      expect(cause?.key).toBe(rule.seen.key);
    }
  },
);

test.for(rules.map((rule) => [rule.name, rule] as const))(
  "%s does not take what looks alike for it",
  ([, rule]) => {
    expect(causesInLines([rule["near-miss"]], rule.in[0] ?? "build", [rule])).toEqual([]);
  },
);

test.for(rules.map((rule) => [rule.name, rule] as const))(
  "%s reads a line as long as lines may be in no time",
  ([, rule]) => {
    // A pattern that tries every way to read a line would need longer than the test may take.
    for (const piece of ["a", "a.", "lib/", "'", " ", "No module named '", "fatal error: a/"]) {
      rule.pattern.test(piece.repeat(4000).slice(0, 4000));
    }
  },
);

const RULE = `thing:
  says: a thing is missing
  in: [build]
  pattern: "no (?<key>[a-z]+)"
  fixes: [{ look-up: header }]
  seen: { package: a==1, line: no thing, key: thing }
  near-miss: some thing
`;

function problems(change: (text: string) => string): string {
  try {
    parseRules(change(RULE), "rules.yaml");
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

test("a rule as it should be is read", () => {
  expect(parseRules(RULE, "rules.yaml")).toMatchObject([{ name: "thing", rank: 0, in: ["build"] }]);
});

test.for([
  ["an unknown key", (text: string) => text.replace("says:", "say:"), "rules.yaml:2", "did you mean `says`?"],
  [
    "no regular expression",
    (text: string) => text.replace("[a-z]+", "[a-z"),
    "rules.yaml:4:12",
    "a regular expression",
  ],
  [
    "an unknown look-up",
    (text: string) => text.replace("header", "heder"),
    "rules.yaml:5:22",
    "one of header",
  ],
  [
    "a look-up without a key",
    (text: string) => text.replace("?<key>", ""),
    "rules.yaml:5:11",
    "captures no key",
  ],
  [
    "no fix",
    (text: string) => text.replace("{ look-up: header }", ""),
    "rules.yaml:5:10",
    "at least one fix",
  ],
  [
    "a value that the pkginfo would not take",
    (text: string) => text.replace("look-up: header", "set: { apt: ['a; b'] }"),
    "rules.yaml:5:26",
    "a Debian package",
  ],
  [
    "two kinds in one fix",
    (text: string) => text.replace("look-up: header", "look-up: header, python: <=3.9"),
    "rules.yaml:5",
    "exactly one kind of fix",
  ],
] as const)("a rule with %s is refused, with its place", ([, change, place, expected]) => {
  const text = problems(change);
  expect(text).toContain(place);
  expect(text).toContain(expected);
});
