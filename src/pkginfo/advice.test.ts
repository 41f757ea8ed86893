import { describe, expect, test } from "vitest";
import { keyAdvice, type Place } from "./advice.ts";
import { parsePkginfo } from "./parse.ts";

/** What is said; where; what the advice holds. */
const CASES: readonly (readonly [string, Place, string])[] = [
  [
    "psycopg/psycopg.h:30:10: fatal error: libpq-fe.h: No such file or directory",
    "build",
    "header libpq-fe.h to `apt`",
  ],
  [
    "src/a.c:1:10: fatal error: openssl/ssl.h: No such file or directory",
    "build",
    "header openssl/ssl.h to `apt`",
  ],
  ["/usr/bin/ld: cannot find -lz: No such file or directory", "build", "library libz.so to `apt`"],
  ["Error: pg_config executable not found.", "build", "program pg_config to `apt`"],
  ["/bin/sh: 1: mysql_config: not found", "build", "program mysql_config to `apt`"],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'cmake'", "build", "`apt: [cmake]`"],
  ["error: command 'swig' failed: No such file or directory", "build", "`apt: [swig]`"],
  ["./configure: line 3: gfortran: command not found", "build", "`apt: [gfortran]`"],
  ["error: can't find Rust compiler", "build", "`apt: [cargo]`"],
  ["No package 'libffi' found", "build", "libffi.pc to `apt`"],
  ["Package 'cairo', required by 'virtual:world', not found", "build", "cairo.pc to `apt`"],
  ["Package libxml-2.0 was not found in the pkg-config search path.", "build", "libxml-2.0.pc to `apt`"],
  ["E: Unable to locate package libpq-devel", "build", "correct libpq-devel in `apt`"],
  ["error in example setup command: use_2to3 is invalid.", "build", "`build-with: [setuptools<58]`"],
  ["ModuleNotFoundError: No module named 'pkg_resources'", "build", "`build-with: [setuptools<81]`"],
  ["ModuleNotFoundError: No module named 'pkg_resources'", "import", "`with: [setuptools<81]`"],
  ["ModuleNotFoundError: No module named 'distutils'", "import", '`python: "3.11"`'],
  ["ModuleNotFoundError: No module named 'imp'", "build", '`python: "3.11"`'],
  ["ImportError: cannot import name 'Mapping' from 'collections' (x.py)", "import", '`python: "3.9"`'],
  ["AttributeError: module 'collections' has no attribute 'Callable'", "import", '`python: "3.9"`'],
  ["ModuleNotFoundError: No module named 'django'", "import", "`with: [django]`"],
  ["ModuleNotFoundError: No module named 'django.db'", "run", "`with: [django]`"],
  ["/opt/venv/bin/python: No module named django", "run", "`with: [django]`"],
  ["ModuleNotFoundError: No module named '_tkinter'", "import", "module _tkinter to `with`"],
  ["ModuleNotFoundError: No module named 'numpy'", "build", "set a `python` for which it has a wheel"],
  [
    "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
    "import",
    "library libGL.so.1 to `apt`",
  ],
];

describe("what mends it is named by its key", () => {
  test.each(CASES)("%s (%s)", (said, place, expected) => {
    expect(keyAdvice(["noise", said, "more noise"], place)).toContain(expected);
  });

  test("what is the reason goes before what follows from it", () => {
    const lines = [
      "x.c:1: fatal error: ffi.h: No such file or directory",
      "error: command 'gcc' failed: No such file",
    ];
    expect(keyAdvice(lines, "build")).toContain("ffi.h");
  });

  test.each(["it is broken", "error: command '/usr/bin/gcc' failed with exit code 1", "ImportError: DLL"])(
    "and nothing is said where nobody knows: %s",
    (said) => expect(keyAdvice([said], "build")).toBeUndefined(),
  );
});

test("every value that is advised is one that a pkginfo may have", () => {
  const advised = CASES.flatMap(
    ([said, place]) => keyAdvice([said], place)?.match(/`([\w-]+: .+)`/)?.[1] ?? [],
  );
  expect(advised.length).toBeGreaterThan(10);
  for (const line of advised) {
    expect(
      () => parsePkginfo(`name: example\nversion: "1.0"\n${line}\n`, "example.yaml"),
      line,
    ).not.toThrow();
  }
});
