import { expect, test } from "vitest";
import { NotARequirement, parseRequirement, requirementText } from "./requirement.ts";

test.each([
  ["requests", "requests"],
  ["Zope.Interface [Docs, test] ( >=5 , <7 )", "zope-interface[docs,test]>=5,<7"],
  ["a[]==1.*", "a==1.*"],
  ['a; python_version < "3.9"', 'a ; python_version < "3.9"'],
  [
    `a ; (os_name=='nt' or "x" in sys_platform) and extra == 'b'`,
    `a ; (os_name=='nt' or "x" in sys_platform) and extra == 'b'`,
  ],
  ["a~=1.4.2", "a~=1.4.2"],
])("%s is a requirement, written as %s", (text, canonical) => {
  expect(requirementText(parseRequirement(text))).toBe(canonical);
  expect(requirementText(parseRequirement(canonical))).toBe(canonical);
});

test.each([
  ["", "does not begin with a name"],
  ["-r other.txt", "is an option"],
  ["--index-url https://example.org", "is an option"],
  ["a @ https://example.org/a.whl", "is an address or a path"],
  ["git+https://example.org/a", "is an address or a path"],
  ["./a", "is an address or a path"],
  ["a/b", "is an address or a path"],
  ["a\nb", "line break"],
  ["a>=1\t", "tab"],
  ["a; os_name == 'x\u202e'", "something invisible"],
  ["a-", "names no distribution"],
  ["a b", "no valid versions"],
  ["a=1", "no valid versions"],
  ["a>>1", "no valid versions"],
  ["a[b c]", "has an extra that is no name"],
  ["a[b", "no valid versions"],
  ["a;", "environment marker"],
  ["a; foo == '1'", "environment marker"],
  ["a; python_version", "environment marker"],
  ["a; (os_name == 'x'", "environment marker"],
  ["a; os_name == 'x' or", "environment marker"],
  ["a; os_name == 'x'; rm -rf", "environment marker"],
  [`a${">=1,".repeat(500)}`, "longer than"],
  [`a; ${"(".repeat(990)}`, "environment marker"],
])("%j is none: %s", (text, reason) => {
  expect(() => parseRequirement(text)).toThrow(NotARequirement);
  expect(() => parseRequirement(text)).toThrow(reason);
});
