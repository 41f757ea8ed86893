import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { groupMoves, type Move, namePattern } from "./groups.ts";
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

const move = (stem: string, from: string, to: string, changed: [string, string, string][] = []): Move => ({
  ...{ stem, name: stem, from, to },
  lock: {
    added: [],
    removed: [],
    changed: changed.map(([name, a, b]) => ({ name, from: a, to: b, fromSource: false })),
  },
});
const MOVES = [
  move("requests", "2.0", "2.1", [["urllib3", "1.0", "1.1"]]),
  move("boto3", "1.40", "1.41", [["botocore", "1.40", "1.41"]]),
  move("botocore", "1.40", "1.41"),
  move("urllib3", "1.0", "2.0"),
];

function grouped(moves: readonly Move[], patterns: readonly string[]) {
  return groupMoves(moves, patterns).map((group) => ({
    ...group,
    moves: group.moves.map(({ stem }) => stem).join(" "),
  }));
}

test("packages whose locks move in step are one group", () => {
  expect(grouped(MOVES, [])).toEqual([
    { moves: "boto3 botocore" },
    { moves: "requests" },
    { moves: "urllib3" },
  ]);
});

test("packages of one pattern are one group, by its name even if only one moves, with what their locks take along", () => {
  const types = [
    move("types-six", "1.0", "1.1"),
    move("types-mock", "5.0", "5.1"),
    move("zope-event", "5", "6"),
  ];
  expect(grouped([...MOVES, ...types], ["types-*", "zope-*", "botoc*", "*-six"])).toEqual([
    { moves: "boto3 botocore", pattern: "botoc*" },
    { moves: "requests" },
    { moves: "types-mock types-six", pattern: "types-*" },
    { moves: "urllib3" },
    { moves: "zope-event", pattern: "zope-*" },
  ]);
});

test("two families that a lock joins are one group, by the pattern that is given first", () => {
  const joined = [
    move("azure-core", "1.0", "1.1"),
    move("msal", "1.0", "1.1"),
    move("azure-identity", "1.0", "1.1", [["msal", "1.0", "1.1"]]),
  ];
  expect(grouped(joined, ["ms*", "azure-*"])).toEqual([
    { moves: "azure-core azure-identity msal", pattern: "ms*" },
  ]);
});

test.each([
  ["google-cloud-*", "google-cloud-*"],
  ["zope.*", "zope-*"],
  ["Types_*", "types-*"],
  ["*", "*"],
  ["a**b", "a*b"],
  ["boto3", "boto3"],
  ["", undefined],
  ["-x", undefined],
  ["a?", undefined],
  ["[ab]*", undefined],
  ["../*", undefined],
  ["a b", undefined],
])("%j as a pattern is %j", (text, pattern) => {
  expect(namePattern(text)).toBe(pattern);
});
