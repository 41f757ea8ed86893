import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { programHome } from "../../src/files/home.ts";
import { arrows, circles, isProduct, productSources, repositoryFiles, roomRows } from "./house.ts";

const EXPLORER = "baseimage/explorer/importgraph_explorer";
const MOST_FILES = 16;
const MOST_LINES = 400;
/** Folders of what people write and review, one file or folder for each package or page. */
const COLLECTIONS = /^(\.github|pkginfo|dockerfiles|docs|schemas|actions)(\/|$)/;

const files = await productSources(programHome);
const document = await readFile(join(programHome, "docs", "architecture.md"), "utf8");

describe.each(["src", EXPLORER])("the rooms of %s", (folder) => {
  const rows = roomRows(document, folder);
  const found = arrows(files, folder);

  it("are those of the document, each once", () => {
    expect(rows.map(({ room }) => room).sort()).toEqual([...found.keys()].sort());
  });

  it.each(rows)("$room takes from the rooms that the document names, all of which stand above it", (row) => {
    const above = rows.slice(0, rows.indexOf(row)).map(({ room }) => room);
    expect([...(found.get(row.room) ?? [])].sort()).toEqual(row.takesFrom.toSorted());
    expect(row.takesFrom.filter((room) => !above.includes(room))).toEqual([]);
  });
});

it("no files import each other in a circle", () => {
  expect(circles(files)).toEqual([]);
  expect(
    circles([
      { path: "a", imports: ["b"] },
      { path: "b", imports: ["c", "a"] },
      { path: "c", imports: [] },
    ]),
  ).toEqual([["a", "b", "a"]]);
});

it(`no folder of the product has more than ${MOST_FILES} files directly in it`, async () => {
  const counts = new Map<string, number>();
  for (const path of (await repositoryFiles(programHome)).filter(isProduct)) {
    const folder = dirname(path);
    if (folder !== "." && !COLLECTIONS.test(folder)) {
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  expect(counts.size).toBeGreaterThan(20);
  expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
});

it(`no source has more than ${MOST_LINES} lines`, async () => {
  const paths = (await repositoryFiles(programHome)).filter(
    (path) => /\.(ts|py)$/.test(path) && !path.includes("/dist/"),
  );
  const long: string[] = [];
  for (const path of paths) {
    const lines = (await readFile(join(programHome, path), "utf8")).split("\n").length - 1;
    if (lines > MOST_LINES) {
      long.push(`${path}: ${lines}`);
    }
  }
  expect(long).toEqual([]);
});
