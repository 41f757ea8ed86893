import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AskFilesOptions, FileQuestion } from "./archive.ts";
import { archiveOf } from "./open-archive.ts";
import { areSortedLines, SortedLines } from "./sorted-lines.ts";

// Lines of what debian_lists.py made of trixie in November 2026.
const excerpt = readFileSync(join(import.meta.dirname, "testing", "trixie-excerpt.txt"));
const archive = archiveOf(new SortedLines(excerpt));
const owners = (question: FileQuestion, options?: AskFilesOptions) =>
  archive.owners(question, options).map((owner) => `${owner.likely ? "*" : ""}${owner.package}`);

it("is what the script writes", () => {
  expect(areSortedLines(excerpt, "dfimnoprsv")).toBe(true);
  expect(archive.suites).toEqual(["trixie", "trixie-security", "trixie-updates"]);
});

describe("which package has", () => {
  it.each<[string, FileQuestion, string]>([
    ["a header in a folder that pkg-config names", { kind: "header", name: "mysql.h" }, "*libmariadb-dev"],
    ["a header by the folder that it is in", { kind: "header", name: "libxml/parser.h" }, "*libxml2-dev"],
    ["a header where everything looks", { kind: "header", name: "ldap.h" }, "*libldap-dev"],
    ["a library to link", { kind: "linked-library", name: "mysqlclient" }, "*libmariadb-dev-compat"],
    ["a library to link, not the one to run with", { kind: "linked-library", name: "GL" }, "*libgl-dev"],
    ["a library to run with, not the one to link", { kind: "shared-library", name: "libGL.so.1" }, "*libgl1"],
    [
      "a library by the name that find_library is asked",
      { kind: "shared-library", name: "usb-1.0" },
      "*libusb-1.0-0",
    ],
    ["a module of pkg-config", { kind: "pkg-config", name: "mysqlclient" }, "*libmariadb-dev-compat"],
    ["a program", { kind: "program", name: "pg_config" }, "*libpq-dev"],
    ["a program that is chosen among several", { kind: "program", name: "mpicc" }, "*openmpi-bin"],
    ["a program in a folder of its own", { kind: "program", name: "java" }, "*openjdk-21-jre-headless"],
    ["a package of CMake", { kind: "cmake", name: "Eigen3" }, "*libeigen3-dev"],
    ["a typelib", { kind: "typelib", name: "Gtk", version: "4.0" }, "*gir1.2-gtk-4.0"],
    ["a typelib of any version", { kind: "typelib", name: "Gtk" }, "*gir1.2-gtk-3.0"],
    ["a module of Debian's own", { kind: "python-module", name: "apt_pkg" }, "*python3-apt"],
  ])("%s", (_, question, expected) => {
    expect(owners(question)[0]).toBe(expected);
  });

  it("a header that several ship in folders of their own is not said to be anybody's", () => {
    const found = archive.owners({ kind: "header", name: "jni.h" });
    expect(found.length).toBeGreaterThan(1);
    expect(found.some(({ likely }) => likely)).toBe(false);
  });

  it.each(["", "../mysql.h", "a b", "mysql.h\tx", "x".repeat(5000), "no-such-header.h"])(
    "nothing for %j",
    (name) => {
      for (const kind of [
        "header",
        "program",
        "shared-library",
        "linked-library",
        "pkg-config",
        "cmake",
      ] as const) {
        expect(archive.owners({ kind, name })).toEqual([]);
      }
    },
  );

  it("what Debian's own source of the distribution is built with comes first", () => {
    const [first] = archive.owners({ kind: "header", name: "parser.h" }, { distribution: "LXML" });
    expect(first).toMatchObject({ package: "libxml2-dev", likely: true });
    expect(first?.evidence).toContain("Debian's own package of LXML needs libxml2-dev");
    expect(owners({ kind: "header", name: "parser.h" })[0]).not.toBe("*libxml2-dev");
  });

  it("so many are told as are asked for, and which the images have", () => {
    expect(archive.owners({ kind: "header", name: "parser.h" }, { most: 2 })).toHaveLength(2);
    expect(archive.owners({ kind: "linked-library", name: "crypt" })[0]).toMatchObject({
      package: "libcrypt-dev",
      installed: "build",
    });
  });
});

describe("what Debian has of a distribution", () => {
  it("is found by any spelling, with what it is built of and runs with", () => {
    const found = archive.distribution("Python_LDAP");
    expect(found).toMatchObject({
      distribution: "python-ldap",
      package: "python3-ldap",
      source: "python-ldap",
      distributions: ["pyasn1", "pyasn1-modules"],
    });
    const named = (needs: readonly { package: string }[] = []) => needs.map((need) => need.package);
    expect(named(found?.buildPackages)).toEqual(["libldap-dev", "libsasl2-dev"]);
    expect(named(found?.runtimePackages.filter(({ installed }) => installed === false))).toEqual([
      "libldap2",
    ]);
  });

  it("leaves out what makes packages, tests and documentation, and follows virtual names", () => {
    expect(archive.distribution("mysqlclient")?.buildPackages.map((need) => need.package)).toEqual([
      "default-libmysqlclient-dev",
      "zlib1g-dev",
    ]);
  });

  it("is nothing where it has none", () => {
    expect(archive.distribution("no-such-distribution")).toBeUndefined();
    expect(archive.hasPackage("libldap-dev")).toBe(true);
    expect(archive.hasPackage("libmysqlclient-dev")).toBe(false);
  });

  it("is told by its modules", () => {
    expect(archive.moduleOwners("yaml")[0]).toMatchObject({
      distribution: "pyyaml",
      package: "python3-yaml",
    });
    expect(archive.moduleOwners("bs4.element")[0]?.distribution).toBe("beautifulsoup4");
    expect(archive.moduleOwners("nothing_here")).toEqual([]);
  });
});
