import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../../errors/usage-error.ts";
import { findTargets } from "./targets.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-targets-"));
  await mkdir(join(root, "pkginfo"));
  await writeFile(join(root, "pkginfo", "zope-interface.yaml"), 'name: zope.interface\nversion: "8.0"\n');
  await writeFile(join(root, "pkginfo", "zope-interface@7.0.yaml"), 'name: zope.interface\nversion: "7.0"\n');
  await writeFile(join(root, "my-1.0-py3-none-any.whl"), "");
});

afterAll(() => rm(root, { recursive: true, force: true }));

test.for([
  ["Zope_Interface", { kind: "pkginfo", stem: "zope-interface" }],
  ["zope.interface@7.0", { kind: "pkginfo", stem: "zope-interface@7.0" }],
  ["zope.interface==8", { kind: "pkginfo", stem: "zope-interface" }],
  ["zope.interface==8.0", { kind: "pkginfo", stem: "zope-interface" }],
  ["zope.interface==7.0", { kind: "pkginfo", stem: "zope-interface@7.0" }],
  ["tenacity", { kind: "release", name: "tenacity" }],
  ["tenacity==V9.0.0", { kind: "release", name: "tenacity", version: "9.0.0" }],
] as const)("%s is %o", async ([argument, expected]) => {
  expect(await findTargets(root, [argument])).toMatchObject([expected]);
});

test("a path is a local artifact, and the path of a pkginfo is that pkginfo", async () => {
  const wheel = join(root, "my-1.0-py3-none-any.whl");
  const pkginfo = join(root, "pkginfo", "zope-interface.yaml");
  expect(await findTargets(root, [wheel, pkginfo])).toMatchObject([
    { kind: "artifact", path: wheel },
    { kind: "pkginfo", stem: "zope-interface" },
  ]);
});

test("the same package named twice is one target", async () => {
  expect(await findTargets(root, ["zope.interface", "zope-interface", "zope.interface==8.0"])).toHaveLength(
    1,
  );
});

test("everything that is wrong is told at once", async () => {
  const wrong = ["-v", "a;b", "x\ny", "tenacity==", "tenacity==1.*", "gone@1.0", "./no/such.whl", ""];
  const error = await findTargets(root, wrong).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).problems).toHaveLength(wrong.length);
});
