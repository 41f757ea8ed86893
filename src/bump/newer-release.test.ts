import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { projectOf } from "../releases/project.ts";
import { newerRelease } from "./newer-release.ts";

const rows = ["3.11", "3.13"].map((python) => ({ python, debian: "trixie" as const }));

/** A project with these files: `1.0`, `2.0 yanked`, `3.0 >=3.14`, `4.0 win`. */
function project(...releases: string[]) {
  const files = releases.map((text) => {
    const [version = "", ...rest] = text.split(" ");
    const platform = rest.includes("win") ? "win_amd64" : "any";
    return {
      fileName: `tool-${version}-py3-none-${platform}.whl`,
      url: "x",
      yanked: rest.includes("yanked") ? "" : (false as const),
      ...(rest.some((one) => one.startsWith(">="))
        ? { requiresPython: rest.find((one) => one.startsWith(">=")) as string }
        : {}),
    };
  });
  return projectOf("tool", { files }, new URL("http://index.invalid/tool/"));
}

const pkginfo = (version: string, more = "", stem = "tool") =>
  parsePkginfo(`name: tool\nversion: "${version}"\n${more}`, `pkginfo/${stem}.yaml`);

test("the newest final release that stands and that a base image can run is proposed", () => {
  const found = newerRelease(
    pkginfo("1.0"),
    project("0.9", "1.0", "1.1", "1.2+local", "2.0", "3.0 yanked", "4.0 >=3.14", "5.0 win", "6.0rc1"),
    rows,
  );
  expect(found).toEqual({ version: "2.0" });
});

test.each([
  ["1.0", "", ["1.0", "2.0rc1"], "1.0 is the newest"],
  ["1.0", "", ["1.0 yanked"], "1.0 is the newest, though it is yanked"],
  ["1.0", "constraints: [tool<2]\n", ["1.0", "2.0"], "its constraints don't allow 2.0"],
  ["1.0", 'python: "3.11"\n', ["1.0", "2.0 >=3.12"], "2.0 has no file for Python 3.11"],
  ["1.0", "as-of: 2020-01-01\n", ["1.0", "2.0"], "it is kept as of 2020-01-01"],
])("%s with %j is left alone among %j", (version, more, releases, held) => {
  expect(newerRelease(pkginfo(version, more), project(...releases), rows)).toEqual({ held });
});

test("constraints leave room for what they allow, and a pre-release moves to pre-releases until there is a final one", () => {
  const constrained = pkginfo("1.0", "constraints: [tool<2, other<1]\n");
  expect(newerRelease(constrained, project("1.0", "1.5", "2.0"), rows)).toEqual({ version: "1.5" });
  expect(newerRelease(pkginfo("2.0rc1"), project("1.0", "2.0rc1", "2.0rc2"), rows)).toEqual({
    version: "2.0rc2",
  });
  expect(newerRelease(pkginfo("2.0rc1"), project("2.0rc1", "2.0", "2.1rc1"), rows)).toEqual({
    version: "2.0",
  });
});

test("a version kept beside another one stays, and is not proposed for the other", () => {
  const releases = project("1.0", "2.0", "3.0");
  expect(newerRelease(pkginfo("1.0", "", "tool@1.0"), releases, rows)).toEqual({
    held: "it is kept in this version on purpose, beside another one",
  });
  expect(newerRelease(pkginfo("2.0"), releases, rows, ["3.0"])).toEqual({
    held: "3.0 is kept already, beside it",
  });
});
