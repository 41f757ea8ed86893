import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem } from "../../shard/records.ts";
import { readRules } from "../rules/rules.ts";
import { causesInLines, causesInLog, causesOfProblems } from "./causes.ts";
import { failedBuilds } from "./failed-builds.ts";
import { logLines } from "./log-lines.ts";

const rules = await readRules(resolve(import.meta.dirname, "..", "..", ".."));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-causes-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function logOf(text: string): Promise<string> {
  const path = join(folder, "a.log");
  await writeFile(path, text);
  return path;
}

// What building lxml 4.2.0 on Python 3.9 said, without what is in between.
const LXML = `#12 0.498 Using CPython 3.9.2 interpreter at: /opt/venv/bin/python
#12 1.102    Building lxml==4.2.0
#12 9.404 error: Failed to build \`lxml==4.2.0\`
#12 9.404   cause: The build backend returned an error
#12 9.404          ERROR: b'/bin/sh: 1: xslt-config: not found\\n'
#12 9.404          src/lxml/includes/etree_defs.h:14:10: fatal error: libxml/xmlversion.h: No such file or directory
#12 9.404             14 | #include "libxml/xmlversion.h"
#12 9.404          compilation terminated.
#12 9.404          /tmp/xmlXPathInito8vf3622.c:1:10: fatal error: libxml/xpath.h: No such file or directory
#12 9.404          error: command '/usr/bin/x86_64-linux-gnu-gcc' failed with exit code 1
`;

test("a log of BuildKit tells several causes, those that say more first", async () => {
  const path = await logOf(LXML);
  const causes = await causesInLog(path, "build", rules);
  expect(causes.map(({ id }) => id)).toEqual([
    "missing-header: libxml/xmlversion.h",
    "missing-header: libxml/xpath.h",
    "missing-program-of-shell: xslt-config",
  ]);
  expect(causes[0]?.line).toBe(
    "src/lxml/includes/etree_defs.h:14:10: fatal error: libxml/xmlversion.h: No such file or directory",
  );
  expect(await failedBuilds(path)).toEqual(["lxml"]);
});

test("of many causes of a kind the last ones are kept: these stopped it", () => {
  const probes = Array.from(
    { length: 50 },
    (_, at) => `a.c:1:2: fatal error: probe${at}.h: No such file or directory`,
  );
  const causes = causesInLines(
    [...probes, "b.c:1:2: fatal error: needed.h: No such file or directory"],
    "build",
    rules,
  );
  expect(causes.map(({ key }) => key)).toHaveLength(12);
  expect(causes.at(-1)?.key).toBe("needed.h");
});

test("a log with a line of 24 MB, and one without an end, is read in pieces", async () => {
  const path = join(folder, "long.log");
  const file = createWriteStream(path);
  for (let at = 0; at < 24; at += 1) {
    if (!file.write("x".repeat(1024 ** 2))) {
      await once(file, "drain");
    }
  }
  file.end("\nfatal error: lber.h: No such file or directory");
  await once(file, "close");
  expect((await causesInLog(path, "build", rules)).map(({ key }) => key)).toEqual(["lber.h"]);
  let longest = 0;
  for await (const line of logLines(path)) {
    longest = Math.max(longest, line.length);
  }
  expect(longest).toBeLessThanOrEqual(4000);
});

test("what a back end tells of a program's output by escapes is read line by line", async () => {
  // As bluepy 1.3.0 says it, without what is in between.
  const path = await logOf(
    String.raw`#9 6.1    b"make: Entering directory '/tmp/bluepy'\nNo package 'glib-2.0' found\ncc -Os  \nbluepy-helper.c:33:10: fatal error: glib.h: No such file or directory\n   33 | #include <glib.h>\nmake: Leaving directory\n"
#9 6.2    b'Traceback:\nModuleNotFoundError: No module named \'pip\'\n'`,
  );
  const causes = await causesInLog(path, "build", rules);
  expect(causes.map(({ id, line }) => [id, line])).toEqual([
    ["missing-header: glib.h", "bluepy-helper.c:33:10: fatal error: glib.h: No such file or directory"],
    ["missing-pkg-config-package: glib-2.0", "No package 'glib-2.0' found"],
    ["missing-build-module: pip", "ModuleNotFoundError: No module named 'pip'"],
  ]);
});

test("a log that names a thousand headers fills no memory, and no pkginfo", () => {
  const lines = Array.from({ length: 1000 }, (_, at) => `fatal error: h${at}.h: No such file or directory`);
  expect(causesInLines(lines, "build", rules).length).toBeLessThanOrEqual(12);
});

test.for([
  "fatal error: ../../etc/passwd.h: No such file or directory",
  "fatal error: a b.h; rm -rf /.h: No such file or directory",
  "fatal error: $(id).h: No such file or directory",
  "ModuleNotFoundError: No module named 'x @ file:///tmp/x'",
])("what is no name is no key: %s", (line) => {
  expect(causesInLines([line], "build", rules)).toEqual([]);
});

test("what steers a terminal is not shown", () => {
  const [cause] = causesInLines(
    ["\u001b[2J\u202efatal error: a.h: No such file or directory"],
    "build",
    rules,
  );
  expect(cause?.line).toBe("\\x1b[2J\\u202efatal error: a.h: No such file or directory");
});

function problem(module: string, error: string, message: string): Problem {
  return { record: "problem", module, stage: "import", error, message };
}

test("modules that fail for the same cause are told together; all that a message names is a cause", () => {
  // As cairosvg 2.9.1 says it.
  const message =
    "no library called \"cairo-2\" was found\ncannot load library 'libcairo.so.2': libcairo.so.2: cannot open shared object file: No such file or directory.";
  const causes = causesOfProblems(
    [
      problem("cairosvg", "OSError", message),
      problem("cairosvg.css", "OSError", message),
      problem("cairosvg.css.a.b", "OSError", "its package cairosvg.css.a is not imported"),
      problem("cairosvg.css.a", "OSError", "its package cairosvg.css is not imported"),
      problem("cairosvg.test", "ModuleNotFoundError", "No module named 'pytest'"),
      { ...problem("cairosvg", "AttributeError", "No module named 'walked'"), stage: "walk" },
    ],
    new Map(),
    rules,
  );
  expect(causes.map(({ id, modules }) => [id, modules])).toEqual([
    [
      "missing-shared-library: libcairo.so.2",
      ["cairosvg", "cairosvg.css", "cairosvg.css.a", "cairosvg.css.a.b"],
    ],
    ["missing-module: pytest", ["cairosvg.test"]],
  ]);
});

test("where a message says nothing, the last error of its traceback that says something does", () => {
  const traceback = [
    "ImportError: libfirst.so.1: cannot open shared object file: No such file or directory",
    "During handling of the above exception, another exception occurred:",
    "ImportError: liblast.so.2: cannot open shared object file: No such file or directory",
    "RuntimeError: it does not work",
  ].join("\n");
  const problems = [problem("a", "RuntimeError", "it does not work")];
  const [cause] = causesOfProblems(problems, new Map([["a", traceback]]), rules);
  expect(cause?.key).toBe("liblast.so.2");
});
