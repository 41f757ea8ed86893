import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../exec/node-exec.ts";
import { InputError } from "./input-error.ts";
import { mendable, systemError } from "./system-error.ts";

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-system-"));
  file = join(folder, "file");
  await writeFile(file, "");
  await symlink("loop", join(folder, "loop"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  return await action().then(
    () => expect.unreachable("nothing was thrown"),
    (error: unknown) => error,
  );
}

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    "a file that is not there",
    () => readFile(join(folder, "none")),
    /none: there is no such file or folder \(ENOENT/,
  ],
  [
    "a file where a folder should be",
    () => mkdir(join(file, "sub"), { recursive: true }),
    /file.*part of this path is a file/,
  ],
  [
    "a file that is made as a folder",
    () => mkdir(file, { recursive: true }),
    /file: a part of this path is a file/,
  ],
  ["a list of a file", () => readdir(file), /file: a part of this path is a file/],
  [
    "a folder that is read as a file",
    () => readFile(folder),
    /a folder is where a file is expected \(EISDIR/,
  ],
  ["links in a circle", () => readFile(join(folder, "loop")), /loop: its symbolic links lead in a circle/],
  ["a long name", () => readFile(join(folder, "x".repeat(300))), /longer than the system takes/],
  ["a full disk", () => fill("/dev/full"), /the disk is full \(ENOSPC/],
  [
    "a program that is not there",
    () => nodeExec("no-such-program", []),
    /no program "no-such-program".*\n.*install/,
  ],
  [
    "a program that may not be started",
    () => nodeExec(file, []),
    /cannot start .*file: permission is denied/,
  ],
])("what the system refuses is told with the place and how to mend it: %s", async (_, action, told) => {
  const error = systemError(await thrownBy(action));
  expect(error).toBeInstanceOf(InputError);
  expect(error?.message).toMatch(told);
  expect(error?.problems.every(({ fix }) => fix !== undefined)).toBe(true);
});

async function fill(path: string): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile("more than there is room for");
  } finally {
    await handle.close();
  }
}

test("a file that is being made is called by the name that it will have", () => {
  const error = Object.assign(new Error("EROFS"), {
    ...{ code: "EROFS", syscall: "open", path: "out/head.json.0123456789ab-123-456.ab12cd.tmp" },
  });
  expect(systemError(error)?.message).toMatch(
    /^out\/head\.json: it is on a file system that can only be read/,
  );
});

test("what is no refusal of the system stays as it is: a defect, or what a socket is refused", async () => {
  const refused = await new Promise((resolve) => {
    connect(join(folder, "no-socket")).once("error", resolve);
  });
  for (const error of [
    new TypeError("undefined is not a function"),
    new Error("ENOENT"),
    "ENOENT",
    refused,
  ]) {
    expect(systemError(error)).toBeUndefined();
    expect(mendable(error)).toBe(error);
  }
});
