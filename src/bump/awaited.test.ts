import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { UnknownProjectError } from "../releases/index/open-index.ts";
import { projectOf } from "../releases/project.ts";
import { parseRequirement } from "../releases/requirement.ts";
import { awaitedBy } from "./awaited.ts";

const rows = [{ python: "3.13", debian: "trixie" as const }];
const NOT_AFTER = "2026-11-27T00:00:00Z";

/** An index with releases of `qt`: `6.11.2`, `6.12.0 yanked`, `6.12.0 2026-11-29T00:00:00Z`; and `pyqt 2.0`. */
function indexOf(releases: readonly string[]) {
  const files = (name: string, all: readonly string[]) =>
    all.map((text) => {
      const [version = "", ...rest] = text.split(" ");
      return {
        fileName: `${name}-${version}-py3-none-${rest.includes("win") ? "win_amd64" : "any"}.whl`,
        url: "x",
        yanked: rest.includes("yanked") ? "" : (false as const),
        uploadTime: rest.find((one) => one.endsWith("Z")) ?? "2026-01-01T00:00:00Z",
      };
    });
  const listed = new Map([
    ["pyqt", files("pyqt", ["2.0"])],
    ["qt", files("qt", releases)],
  ]);
  return {
    async project(name: string) {
      const found = listed.get(name);
      if (found === undefined) {
        throw new UnknownProjectError({ message: `there is no ${name}` });
      }
      return projectOf(name, { files: found }, new URL("http://index.invalid/"));
    },
  };
}

const pkginfo = parsePkginfo('name: pyqt\nversion: "2.0"\nextras: [Fast]\n', "pkginfo/pyqt.yaml");
const ask = (requirements: readonly string[], releases: readonly string[], notAfter?: string) =>
  awaitedBy(pkginfo, {
    index: indexOf(releases),
    ...{ rows, notAfter },
    requirementsOf: async () => requirements.map(parseRequirement),
  });

test.each([
  [
    "qt<6.13,>=6.12",
    ["6.11.1", "6.11.2"],
    "qt<6.13,>=6.12, of which the package index has nothing newer than 6.11.2",
  ],
  ["qt (==6.12.*)", ["6.11.2"], "qt==6.12.*, of which the package index has nothing newer than 6.11.2"],
  ["qt>6.11", ["6.11"], "qt>6.11, of which the package index has nothing newer than 6.11"],
  ["qt>=6.12", ["6.11", "6.12 win"], "qt>=6.12, of which the package index has nothing newer than 6.11"],
  ["qt>=6.12; extra == 'fast'", ["6.11"], "qt>=6.12, of which the package index has nothing newer than 6.11"],
  ["new-one>=1", [], "new-one>=1, which the package index does not have"],
])("what asks for %s of %j waits", async (requirement, releases, awaited) => {
  expect(await ask([requirement], releases)).toBe(awaited);
});

test.each([
  ["qt>=6.12", ["6.12"], "what it asks for is there"],
  ["qt==6.12", ["6.12 yanked"], "an exact version is taken though it is yanked"],
  ["qt>=6.12rc1", ["6.12rc1", "6.11"], "a pre-release that is asked for is taken"],
  ["qt<6", ["6.11"], "what was before all that is there does not come any more"],
  ["qt==6.10", ["6.9", "6.11"], "what was left out does not come any more"],
  ["qt>=6.12", ["6.12 win"], "what was never made for Linux need not come"],
  ["qt>=6.12; sys_platform == 'win32'", ["6.11"], "it is not asked for on Linux"],
  ["qt>=6.12; extra == 'other'", ["6.11"], "its extra is not asked for"],
])("what asks for %s of %j does not wait: %s", async (requirement, releases) => {
  expect(await ask([requirement], releases)).toBeUndefined();
});

test("what is younger than the cool-down is not there yet", async () => {
  const releases = ["6.11.2", "6.12.0 2026-11-29T00:00:00Z"];
  expect(await ask(["qt>=6.12"], releases, NOT_AFTER)).toBe(
    "qt>=6.12, of which 6.12.0 is younger than the cool-down",
  );
  expect(await ask(["qt>=6.11"], releases, NOT_AFTER)).toBeUndefined();
  expect(await ask(["qt>=6.12"], releases)).toBeUndefined();
});

test("nobody can tell of a wheel that can't be read", async () => {
  const requirementsOf = async () => undefined;
  const means = { index: indexOf(["6.11"]), rows, notAfter: undefined, requirementsOf };
  expect(await awaitedBy(pkginfo, means)).toBeUndefined();
});
