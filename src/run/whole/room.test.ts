import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dockerFront } from "../../docker/engine/docker.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { openRoom } from "./room.ts";

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => folder.remove());

/** An engine would delete what other tests use, so a program stands in for its client and notes what it is told. */
async function noting(engineFolder = folder.path) {
  const [program, notes] = [join(folder.path, "docker"), join(folder.path, "notes")];
  await writeFile(
    program,
    `#!/bin/sh\necho "$@" >> ${notes}\n[ "$1" = info ] && echo ${engineFolder}\nexit 0\n`,
  );
  await chmod(program, 0o755);
  const docker = dockerFront(nodeExec, {
    program,
    environment: {},
    serverVersion: "20.10",
    engineId: "none",
  });
  return { docker, told: async () => (await readFile(notes, "utf8")).trim().split("\n") };
}

test("nothing is deleted while there is room", async () => {
  const { docker, told } = await noting();
  const said: string[] = [];
  const room = openRoom({ folders: [], minimumBytes: 1, say: (line) => said.push(line) });
  room.giveUp("importgraph/package/one:1.0");
  await room.make(docker);
  expect(await told()).toEqual([expect.stringMatching(/^info /)]);
  expect(said).toEqual([]);
});

test("on a full disk what was given up is deleted, then caches, which is said; then it goes on", async () => {
  const { docker, told } = await noting();
  const said: string[] = [];
  const room = openRoom({ folders: [], minimumBytes: 1e18, say: (line) => said.push(line) });
  room.giveUp("importgraph/package/one:1.0");
  await Promise.all([room.make(docker), room.make(docker), room.make(docker)]);
  expect(await told()).toEqual([
    expect.stringMatching(/^info /),
    "image rm importgraph/package/one:1.0",
    expect.stringMatching(/^builder prune --force --keep-storage=\d+$/),
  ]);
  expect(said).toEqual([expect.stringMatching(/disk is getting full: deleted 1 image.*still .* short/)]);
});

test("where another disk than the engine's is full, nothing of the engine is deleted, which is said once", async () => {
  // Always full, and a disk of its own.
  const full = "/proc";
  const { docker, told } = await noting();
  const said: string[] = [];
  const room = openRoom({ folders: [full], minimumBytes: 1, say: (line) => said.push(line) });
  room.giveUp("sha256:one");
  await room.make(docker);
  await room.make(docker);
  expect(await told()).toEqual([expect.stringMatching(/^info /)]);
  expect(said).toEqual([
    expect.stringMatching(/^The disk of \/proc is getting full, .* nothing of Docker is on it/),
  ]);
});

test("where only the engine's disk is full, it is made room on, whatever the store's disk has", async () => {
  const { docker, told } = await noting("/proc");
  const said: string[] = [];
  const room = openRoom({ folders: [folder.path], minimumBytes: 1, say: (line) => said.push(line) });
  room.giveUp("sha256:one");
  await room.make(docker);
  expect((await told()).slice(1)).toEqual(["image rm sha256:one", expect.stringMatching(/^builder prune /)]);
  expect(said).toEqual([expect.stringMatching(/^The disk is getting full: deleted 1 image/)]);
});

test("of an engine on another machine nothing is deleted for want of room on this one", async () => {
  const { docker, told } = await noting("/no/such/folder");
  const room = openRoom({ folders: ["/proc"], minimumBytes: 1, say: () => {} });
  room.giveUp("sha256:one");
  await room.make(docker);
  expect(await told()).toEqual([expect.stringMatching(/^info /)]);
});
