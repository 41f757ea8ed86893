import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addSkipped, parseSkipped, readSkipped, type SkippedCategory, withSkipped } from "./skipped.ts";

const TEXT = `# Skipped packages

Text | with a bar, and a table in code:

\`\`\`
| a | b |
\`\`\`

## No files for Linux

Prose before.

| Package | version | reason | since |
|---------|:-------:|--------|-------|
| pywin32 | 312 | Only \\| Windows. | 2026-11-23 |
| Zope_X  | 1.0 | x | 2026-01-01 |

Prose after.

## Needs hardware or drivers ##

| package | version | reason | since |
| --- | --- | --- | --- |
`;

function row(name: string, category: SkippedCategory = "platform", reason = "x") {
  return { name, version: "1.0", category, reason, since: "2026-02-03" };
}

function table(...rows: string[]): string {
  return [
    "## Other reasons",
    "",
    "| package | version | reason | since |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

test("this repository's own file is without a problem", async () => {
  const names = (await readSkipped(join(import.meta.dirname, "..", ".."))).map(({ name }) => name);
  expect(names).toContain("pywin32");
});

test("rows are read with their category and line", () => {
  expect(parseSkipped(TEXT, "skipped.md")).toEqual([
    {
      name: "pywin32",
      normalizedName: "pywin32",
      version: "312",
      category: "platform",
      reason: "Only | Windows.",
      since: "2026-11-23",
      line: 15,
    },
    expect.objectContaining({ name: "Zope_X", normalizedName: "zope-x", line: 16 }),
  ]);
});

describe("a bad row is an error with its line", () => {
  test.each([
    ["| ../x | 1 | r | 2026-01-01 |", 'package: found "../x"'],
    ["| a | latest | r | 2026-01-01 |", 'version: found "latest"'],
    ["| a | 1 |  | 2026-01-01 |", 'reason: found ""'],
    ["| a | 1 | r\u202e | 2026-01-01 |", 'reason: found "r\\u202e"'],
    ["| a | 1 | r | 1.1.2026 |", 'since: found "1.1.2026"'],
    ["| a | 1 | r | 2026-02-30 |", 'since: found "2026-02-30"'],
    ["| a | 1 | r | s | 2026-01-01 |", "found 5 cells, expected 4"],
    ["| a | 1 | r |", "found 3 cells, expected 4"],
    ["| a | 1 | r | 2026-01-01 |\n| A | 2 | r | 2026-01-01 |", "A is also in line 5"],
  ])("%s", (rows, expected) => {
    expect(() => parseSkipped(table(rows), "skipped.md")).toThrow(expected);
    expect(() => parseSkipped(table(rows), "skipped.md")).toThrow(/^skipped\.md:[56]: /);
  });

  test("and so is a table that nobody would read", () => {
    expect(() => parseSkipped(table().replace("since", "date"), "skipped.md")).toThrow(
      'skipped.md:3: found a table with the columns "package, version, reason, date", expected package, version, reason, since',
    );
    expect(() => parseSkipped(table().replace("Other", "My"), "skipped.md")).toThrow(
      'skipped.md:3: found a table under the heading "My reasons", expected one of: No files for Linux',
    );
  });
});

describe("adding a row", () => {
  test("changes that line alone", () => {
    const lines = withSkipped(TEXT, row("Tensor", "platform", "a | b \\ c")).split("\n");
    expect(lines.splice(15, 1)).toEqual(["| Tensor | 1.0 | a \\| b \\\\ c | 2026-02-03 |"]);
    expect(lines.join("\n")).toBe(TEXT);
  });

  test("reads back as it was, whatever the reason is", () => {
    for (const reason of ["|", "\\", "\\|", "a \\\\| b", "`x | y`", "ends in \\", "<b>&amp;</b>"]) {
      const added = parseSkipped(withSkipped(TEXT, row("m", "hardware", reason)), "skipped.md");
      expect(added.find(({ name }) => name === "m")).toMatchObject({ ...row("m", "hardware", reason) });
    }
  });

  test("puts it into an empty table, behind the last row, or into a new table", () => {
    expect(withSkipped(TEXT, row("a", "hardware"))).toBe(`${TEXT}| a | 1.0 | x | 2026-02-03 |\n`);
    expect(withSkipped(TEXT, row("zzz"))).toContain(
      "| Zope_X  | 1.0 | x | 2026-01-01 |\n| zzz | 1.0 | x | 2026-02-03 |\n\nProse after.",
    );
    const added = withSkipped(TEXT, row("a", "build"));
    expect(added).toContain("\n\n## Can't be built\n\n");
    expect(added.startsWith(TEXT)).toBe(true);
    expect(parseSkipped(added, "skipped.md")).toHaveLength(3);
  });

  test("of a package that is there already replaces its row, in another category too", () => {
    const same = parseSkipped(withSkipped(TEXT, row("PyWin32")), "skipped.md");
    expect(same.map(({ name, version }) => [name, version])).toEqual([
      ["PyWin32", "1.0"],
      ["Zope_X", "1.0"],
    ]);
    const moved = parseSkipped(withSkipped(TEXT, row("pywin32", "hardware")), "skipped.md");
    expect(moved.map(({ name, category }) => [name, category])).toEqual([
      ["Zope_X", "platform"],
      ["pywin32", "hardware"],
    ]);
  });

  test("that is none is refused", () => {
    expect(() => withSkipped(TEXT, row("../x"))).toThrow('package: found "../x"');
    expect(() => withSkipped(TEXT, row("a", "platform", "b\nc"))).toThrow("expected one line");
  });

  test("makes the file where there is none", async () => {
    const root = await mkdtemp(join(tmpdir(), "importgraph-skipped-"));
    try {
      expect(await readSkipped(root)).toEqual([]);
      await addSkipped(root, row("b", "other"));
      await addSkipped(root, row("a", "other"));
      expect((await readSkipped(root)).map(({ name }) => name)).toEqual(["a", "b"]);
      expect(await readFile(join(root, "skipped.md"), "utf8")).toMatch(
        /^# Skipped packages\n[\s\S]*\n\n## Other reasons\n\n/,
      );
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
