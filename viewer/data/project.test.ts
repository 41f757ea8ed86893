import { expect, test } from "vitest";
import { tinyShard } from "../../src/shard/testing/tiny-shard.ts";
import { projectLinks, sourceLink } from "./project.ts";

function headerWith(...urls: [label: string, url: string][]) {
  const { header } = tinyShard();
  const listed = urls.map(([label, url]) => ({ label, url }));
  return { ...header, distribution: { ...header.distribution, urls: listed } };
}

test("what is called the source is, whatever else is at a forge", () => {
  const header = headerWith(
    ["Homepage", "https://github.com/a/b"],
    ["Source Code", "https://git.example.org/b"],
  );
  expect(sourceLink(header)?.href).toBe("https://git.example.org/b");
});

test("else a repository at a forge, and no page within one", () => {
  const header = headerWith(
    ["Bugs", "https://github.com/a/b/issues"],
    ["Homepage", "https://github.com/a/b/"],
  );
  expect(sourceLink(header)?.href).toBe("https://github.com/a/b/");
  expect(sourceLink(headerWith(["Homepage", "https://example.org/a/b"]))).toBeUndefined();
});

test("an address with a password in it is no link", () => {
  const header = headerWith(
    ["Homepage", "https://me:secret@example.org/"],
    ["Docs", "https://example.org/docs"],
  );
  expect(projectLinks(header)).toEqual([{ label: "Docs", href: "https://example.org/docs" }]);
});

test("older shards tell none", () => {
  expect(projectLinks(tinyShard().header)).toEqual([]);
});
