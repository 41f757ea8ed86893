import { expect, test } from "vitest";
import { historySvg } from "./chart-svg.ts";

const none = { python: "3.13", shard: "a".repeat(64), added: 0, removed: 0, deprecated: 0 };

test("each release has a bar as high as its number of names, the deprecated ones on top", () => {
  const releases = [
    { ...none, version: "1.0", names: 100 },
    { ...none, version: "2.0", names: 200, deprecated: 50 },
  ];
  const svg = historySvg({ name: "web", releases });
  const heights = [...svg.matchAll(/class="(names|old)"[^>]* height="(\d+)"/g)];
  expect(heights.map(([, kind, height]) => `${kind} ${height}`)).toEqual([
    "names 110",
    "names 220",
    "old 55",
  ]);
  expect(svg).toContain("Public names of web, 1.0 to 2.0");
  expect(svg).toContain("2.0: 200 public names, 0 added, 0 removed, 50 deprecated");
});

test("text of unknown origin stays text", () => {
  const svg = historySvg({ name: "web", releases: [{ ...none, version: "1</text><script>&", names: 1 }] });
  expect(svg).not.toContain("<script");
  expect(svg).toContain("1&lt;/text&gt;&lt;script&gt;&amp;");
});
