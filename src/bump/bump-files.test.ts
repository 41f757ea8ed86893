import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { groupMoves, type Move } from "./groups.ts";
import { withVersion } from "./with-version.ts";

test("a version is changed and nothing else, as the file spells it", () => {
  const text = '# About it\nname: tool   # the tool\nversion: 1.2.3 # pinned\nnotes: "version: 1.2.3"\n';
  expect(withVersion(text, "pkginfo/tool.yaml", "1.3.0")).toBe(
    text.replace("version: 1.2.3 #", "version: 1.3.0 #"),
  );
  expect(withVersion("version: '1.2'\nname: tool\n", "pkginfo/tool.yaml", "1.10")).toBe(
    "version: '1.10'\nname: tool\n",
  );
});

test.each(["1.10", "2", "2024.1", "1.0rc1", "1!2.0", "1.0.post1"])(
  "%s is still that version when it is read again",
  (version) => {
    const text = withVersion("name: tool\nversion: 1.2.3\n", "pkginfo/tool.yaml", version);
    expect(parsePkginfo(text, "pkginfo/tool.yaml").version).toBe(version);
  },
);

test("packages whose locks move in step are one group", () => {
  const move = (stem: string, from: string, to: string, changed: [string, string, string][] = []): Move => ({
    ...{ stem, name: stem, from, to },
    lock: {
      added: [],
      removed: [],
      changed: changed.map(([name, a, b]) => ({ name, from: a, to: b, fromSource: false })),
    },
  });
  const moves = [
    move("requests", "2.0", "2.1", [["urllib3", "1.0", "1.1"]]),
    move("boto3", "1.40", "1.41", [["botocore", "1.40", "1.41"]]),
    move("botocore", "1.40", "1.41"),
    move("urllib3", "1.0", "2.0"),
  ];
  expect(groupMoves(moves).map((group) => group.map(({ stem }) => stem))).toEqual([
    ["boto3", "botocore"],
    ["requests"],
    ["urllib3"],
  ]);
});
