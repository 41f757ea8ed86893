import { expect, test } from "vitest";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import type { PackageChange, Remark } from "../../report/review.ts";
import { remarkLines } from "./remark-lines.ts";

const files = (version: string) => ({
  pkginfo: parsePkginfo(`name: six\nversion: "${version}"\n`, "pkginfo/six.yaml"),
});
const change: PackageChange = { stem: "six", before: files("1.16.0"), after: files("1.17.0") };

const REMARKS: Remark[] = [
  ...(["apt", "run", "setup", "env", "source", "backEnd", "dependency"] as const).map(texts),
  ...(["newer", "otherFiles", "undated", "unknownRelease", "foreignFiles", "quarantined"] as const).map(
    texts,
  ),
  ...(["notGenerated", "madeAgain"] as const).map(texts),
  { kind: "older", name: "six", from: "1.17.0", to: "1.16.0" },
  { kind: "yanked", name: "six", version: "1.17.0", reason: "" },
  { kind: "young", name: "six", version: "1.17.0", ageHours: 3 },
  { kind: "similar", name: "siix", other: "six" },
  { kind: "lockAlone" },
  { kind: "badLock", message: "it has a bad line" },
  { kind: "noLock" },
];

function texts<Kind extends Extract<Remark, { texts: string[] }>["kind"]>(kind: Kind) {
  return { kind, texts: ["one"] };
}

test("each remark says in one sentence what is to be decided", () => {
  const lines = remarkLines(change, REMARKS);
  expect(lines).toHaveLength(REMARKS.length + 1);
  for (const line of lines) {
    expect(line).toMatch(/^.+ – \*[A-Z][^*]*[.?]\*$/);
  }
  expect(new Set(lines.map((line) => line.replace(/.* – /, ""))).size).toBeGreaterThan(REMARKS.length - 3);
  expect(lines[0]).toBe("1.16.0 → 1.17.0 – *Is that the release that is wanted?*");
});
