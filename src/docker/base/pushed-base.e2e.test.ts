import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { dockerOutput } from "../engine/docker.ts";
import { imageId } from "../image/images.ts";
import { type Stand, setUpStand } from "../testing/e2e-stand.ts";
import { type RegistryStand, setUpRegistry } from "../testing/registry-stand.ts";
import { type BaseImage, baseBuildTag, baseTag, ensureBaseImage } from "./base-image.ts";
import { digestOfPulled, pushBase } from "./pushed-base.ts";
import type { PushedBase, PythonRow } from "./pythons.ts";

/** A Python that nobody has, so that no other base of this engine is touched. */
const row = { python: "3.97", image: "importgraph/python:3.13" } satisfies PythonRow;

let stand: Stand;
let registry: RegistryStand;
let pushed: PushedBase;
let root: string;
const said: string[] = [];

beforeAll(async () => {
  [stand, registry] = [await setUpStand(), await setUpRegistry()];
  root = join(stand.folder, "root");
  await mkdir(join(root, "baseimage"), { recursive: true });
  await writeFile(join(root, "baseimage", "requirements.txt"), "");
  await writeFile(
    join(root, "baseimage", "Dockerfile"),
    "ARG UPSTREAM\nFROM $UPSTREAM AS runtime\nRUN echo 1 >/x\nFROM runtime AS build\nRUN echo 2 >/y\n",
  );
  const base = await ensure();
  pushed = await pushBase(stand.docker, base, `${registry.host}/example/graph/python`);
});

afterEach(async () => {
  said.length = 0;
  await forget();
});

afterAll(async () => {
  await registry?.tearDown();
  await stand?.tearDown();
});

function ensure(wanted: PythonRow = row): Promise<BaseImage> {
  const { docker, secrets, log } = stand;
  return ensureBaseImage(docker, root, wanted, {
    ...{ exec: nodeExec, secrets, log, say: (line) => said.push(line) },
  });
}

/** As on a machine that has never seen it. */
async function forget(): Promise<void> {
  const pulled = Object.values(pushed).map((name) => name.replace(/:[^:/@]*@/, "@"));
  const names = [baseTag(row.python), baseBuildTag(row.python), ...pulled];
  const made = await dockerOutput(stand.docker, [
    ...["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"],
    `--filter=reference=${baseTag(row.python)}-*`,
  ]);
  await stand.docker.run(["image", "rm", "--force", ...names, ...made.split("\n").filter(Boolean)]);
}

const lastLines = () => said.map((line) => line.replace(/ \(.*/, ""));

test("is named by tags that say what it is made of, and by digests", () => {
  const name = `^${registry.host}/example/graph/python:3\\.97`;
  expect(pushed.runtime).toMatch(new RegExp(`${name}-[0-9a-f]{16}@sha256:[0-9a-f]{64}$`));
  expect(pushed.build).toMatch(new RegExp(`${name}-build-[0-9a-f]{16}@sha256:[0-9a-f]{64}$`));
});

test("is pulled by its digests where the engine does not have it, and nothing is made", async () => {
  await forget();
  const base = await ensure({ ...row, pushed });
  expect(said).toEqual([`Pulling ${pushed.runtime}`, `Pulling ${pushed.build}`]);
  expect(
    await dockerOutput(stand.docker, ["run", "--rm", "--network=none", base.buildTag, "cat", "/y"]),
  ).toBe("2\n");
  expect(await digestOfPulled(stand.docker, { ...row, pushed }, base)).toBe(pushed.runtime.split("@")[1]);
  said.length = 0;
  await ensure({ ...row, pushed });
  expect(said).toEqual([]);
});

test("is made where no registry has it, which is said", async () => {
  await forget();
  await registry.stop();
  const base = await ensure({ ...row, pushed });
  await registry.start();
  expect(said).toContainEqual(
    expect.stringMatching(/^The pushed base for Python 3\.97 is not used: it can't be pulled \(.*refused/),
  );
  expect(lastLines()).toContain("Making the base image for Python 3.97, once for this Docker engine");
  expect(await digestOfPulled(stand.docker, { ...row, pushed }, base)).toBeUndefined();
});

test("is not even asked for once something that it is made of has changed", async () => {
  await forget();
  await writeFile(join(root, "baseimage", "requirements.txt"), "# changed\n");
  await ensure({ ...row, pushed });
  await writeFile(join(root, "baseimage", "requirements.txt"), "");
  expect(said[0]).toMatch(/is not used: it is made of other inputs; baseimage\/ has changed/);
  expect(said.join("\n")).not.toContain("Pulling");
});

test("is not believed where an image of its name was made of something else", async () => {
  await forget();
  const { docker } = stand;
  const other = pushed.runtime.replace(/@.*/, "");
  await dockerOutput(docker, ["tag", "importgraph/python:3.13", other]);
  await dockerOutput(docker, ["push", "--quiet", other]);
  const names = await dockerOutput(docker, ["image", "inspect", "--format", "{{json .RepoDigests}}", other]);
  const [digest = ""] = (JSON.parse(names) as string[]).filter((name) => name.startsWith(registry.host));
  await docker.run(["image", "rm", other, digest]);
  const forged = { ...pushed, runtime: `${other}@${digest.split("@")[1]}` };
  const base = await ensure({ ...row, pushed: forged });
  expect(said).toContainEqual(expect.stringContaining("does not hold what its name says"));
  expect(await imageId(docker, base.tag)).not.toBe(await imageId(docker, "importgraph/python:3.13"));
  await docker.run(["image", "rm", digest]);
});
