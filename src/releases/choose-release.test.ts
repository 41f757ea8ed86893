import { describe, expect, test } from "vitest";
import { findRelease, isUsableFile, newestRelease } from "./choose-release.ts";
import type { ListedFile } from "./index/simple-api.ts";
import { projectOf } from "./project.ts";

const PAGE = new URL("https://index.example/simple/a/");

function project(...files: (string | (Partial<ListedFile> & { fileName: string }))[]) {
  const listed = files.map((file) => (typeof file === "string" ? { fileName: file } : file));
  return projectOf(
    "a",
    { files: listed.map((file) => ({ url: file.fileName, yanked: false, ...file })) },
    PAGE,
  );
}

describe("the newest release", () => {
  test("is the last final one", () => {
    expect(
      newestRelease(project("a-1.9.tar.gz", "a-1.10.tar.gz", "a-2.0rc1.tar.gz", "a-1.2.tar.gz")).version,
    ).toBe("1.10");
  });

  test("is a pre-release where there is nothing else", () => {
    expect(newestRelease(project("a-1.0a1.tar.gz", "a-1.0b1.tar.gz")).version).toBe("1.0b1");
  });

  test("is not yanked", () => {
    const found = newestRelease(project("a-1.0.tar.gz", { fileName: "a-2.0.tar.gz", yanked: "broken" }));
    expect(found.version).toBe("1.0");
  });

  test("is one that Linux can use", () => {
    expect(newestRelease(project("a-1.0.tar.gz", "a-2.0-cp313-cp313-win_amd64.whl")).version).toBe("1.0");
  });

  test("is one for the Pythons that are to be had", () => {
    const found = project("a-1.0.tar.gz", { fileName: "a-2.0.tar.gz", requiresPython: ">=3.15" });
    expect(newestRelease(found, { pythons: ["3.13", "3.14"] }).version).toBe("1.0");
    expect(newestRelease(found).version).toBe("2.0");
  });

  test("is within what is asked for", () => {
    expect(
      newestRelease(project("a-1.0.tar.gz", "a-1.5.tar.gz", "a-2.0.tar.gz"), { specifier: "<2" }).version,
    ).toBe("1.5");
  });

  test.each([
    [project(), "the package index lists no release of a"],
    [
      project("a-1.0-cp313-cp313-win_amd64.whl", "a-1.0-cp313-cp313-macosx_11_0_arm64.whl"),
      "only for Windows, macOS",
    ],
    [project("a-1.0-cp313-cp313-musllinux_1_2_x86_64.whl"), "only for musl Linux"],
    [project({ fileName: "a-1.0.tar.gz", requiresPython: "<3" }), 'it asks for Python "<3"'],
    [project({ fileName: "a-1.0.tar.gz", yanked: "" }), "is yanked"],
  ])("that there is none is explained: %#", (listed, reason) => {
    expect(() => newestRelease(listed)).toThrow(reason);
  });

  test("of a package for Windows only comes with the advice to skip it", () => {
    expect(() => newestRelease(project("a-1.0-cp313-cp313-win_amd64.whl"))).toThrow("importgraph skip a");
  });
});

describe("an exact release", () => {
  const releases = project(
    "a-1.0.tar.gz",
    "a-1.1.0.tar.gz",
    { fileName: "a-1.2.tar.gz", yanked: "deletes your\u001b[2J files" },
    "a-2.0-cp313-cp313-win_amd64.whl",
    "a-3.0.tar.gz",
  );

  test("is found however its version is written", () => {
    expect(findRelease(releases, "v1.1").version).toBe("1.1.0");
  });

  test("that does not exist is an error that names the ones around it", () => {
    expect(() => findRelease(releases, "1.1.5")).toThrow(
      /a has no release 1\.1\.5\n.*1\.0, 1\.1\.0, 2\.0, 3\.0/,
    );
  });

  test("that was yanked is an error with its publishers' reason, made printable", () => {
    expect(() => findRelease(releases, "1.2")).toThrow(/a 1\.2 is yanked.*: deletes your\\x1b\[2J files/);
  });

  test("without a file for Linux is an error", () => {
    expect(() => findRelease(releases, "2.0")).toThrow(/a 2\.0 has no file .* only for Windows/);
  });

  test("is asked for by a version", () => {
    expect(() => findRelease(releases, "latest\n")).toThrow('"latest\\n" is not a version');
  });
});

test("a source distribution is usable where its Requires-Python allows", () => {
  const [release] = project({ fileName: "a-1.0.tar.gz", requiresPython: ">=3.11" }).releases;
  const [file] = release?.files ?? [];
  expect(file && [isUsableFile(file), isUsableFile(file, ["3.9"])]).toEqual([true, false]);
});
