import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { dockerOutput } from "../engine/docker.ts";
import { imageId } from "../image/images.ts";
import { type Stand, setUpStand } from "../testing/e2e-stand.ts";
import {
  type BaseImage,
  baseBuildTag,
  baseInputsDigest,
  baseTag,
  deleteUnusedBases,
  ensureBaseImage,
} from "./base-image.ts";
import type { PythonRow } from "./pythons.ts";

let stand: Stand;

beforeAll(async () => {
  stand = await setUpStand();
});

afterAll(async () => {
  const made = await dockerOutput(stand.docker, [
    ...["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"],
    `--filter=reference=${baseTag(row.python)}*`,
  ]);
  await stand.docker.run(["image", "rm", "--force", ...made.split("\n").filter(Boolean)]);
  await stand.tearDown();
});

function inBase(tag: string, script: string): Promise<string> {
  return dockerOutput(stand.docker, ["run", "--rm", "--network=none", tag, "sh", "-c", script]);
}

describe("a base", () => {
  test("has Python, an empty environment first on PATH, and uv outside of it", async () => {
    const script = `python -c 'import sys; print(sys.version_info[:2], sys.prefix)'
ls /opt/venv/lib/python3.13/site-packages | wc -l
command -v uv
uv pip list --quiet`;
    expect(await inBase(stand.base.tag, script)).toBe("(3, 13) /opt/venv\n0\n/opt/uv/bin/uv\n");
  });

  test("has the whole standard library, compiled", async () => {
    const script = `python -c '
import bz2, ctypes, curses, dbm.gnu, ensurepip, lzma, readline, sqlite3, ssl, venv, zoneinfo
print(all(__import__("os").path.exists(m.__cached__) for m in (bz2, lzma, ssl)))'`;
    expect(await inBase(stand.base.tag, script)).toBe("True\n");
  });

  test("has compilers and headers only in the image for building", async () => {
    const script = `echo '#include <Python.h>' >/tmp/x.c
cc -c -o /tmp/x.o $(python -c 'import sysconfig; print("-I" + sysconfig.get_path("include"))') /tmp/x.c && echo compiled`;
    expect(await inBase(stand.base.buildTag, script)).toBe("compiled\n");
    await expect(inBase(stand.base.tag, script)).rejects.toThrow();
  });
});

/** A base that takes no time: the real one, under a Python that nobody has. */
const row = { python: "3.99", image: "importgraph/python:3.13" } satisfies PythonRow;

let roots = 0;

async function rootWith(dockerfile: string): Promise<string> {
  roots += 1;
  const root = join(stand.folder, `root-${roots}`);
  await mkdir(join(root, "baseimage"), { recursive: true });
  await writeFile(join(root, "baseimage", "requirements.txt"), "");
  await writeFile(join(root, "baseimage", "Dockerfile"), dockerfile);
  return root;
}

const DOCKERFILE =
  "ARG UPSTREAM\nFROM $UPSTREAM AS runtime\nRUN echo 1 >/x\nFROM runtime AS build\nRUN echo 2 >/y\n";

function make(root: string, said: string[] = []): Promise<BaseImage> {
  return ensureBaseImage(stand.docker, root, row, {
    exec: nodeExec,
    secrets: stand.secrets,
    log: stand.log,
    say: (line) => said.push(line.replace(/[:,] .*| \(.*/, "")),
  });
}

describe("making a base", () => {
  test("happens once for two that need it at once, and not again until what it is made from changes", async () => {
    const said: string[] = [];
    const root = await rootWith(DOCKERFILE);
    const [first, second] = await Promise.all([make(root, said), make(root, said)]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ provenance: "official" });
    expect(first.inputsDigest).toBe(await baseInputsDigest(root, row));
    expect(said.filter((line) => line.startsWith("Making"))).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("Waiting"))).toHaveLength(1);
    said.length = 0;
    expect(await make(root, said)).toEqual(first);
    expect(said).toEqual([]);

    const changed = await make(await rootWith(DOCKERFILE.replace("echo 1", "echo one")), said);
    expect(changed.inputsDigest).not.toBe(first.inputsDigest);
    expect(said.filter((line) => line.startsWith("Making"))).toHaveLength(1);
  });

  test("takes nothing from another checkout, whose base is made of something else", async () => {
    const roots = [await rootWith(DOCKERFILE), await rootWith(DOCKERFILE.replace("echo 1", "echo other"))];
    const [one, other] = (await Promise.all(roots.map((root) => make(root)))) as [BaseImage, BaseImage];
    expect(new Set([one.tag, other.tag, one.id, other.id, one.buildId, other.buildId]).size).toBe(6);
    const content = async (image: string) => await inBase(image, "cat /x");
    // By id, by what Dockerfiles are built on, and after the other one was used last.
    for (const [base, expected] of [
      [one, "1\n"],
      [other, "other\n"],
      [one, "1\n"],
    ] as const) {
      const again = await make(base === one ? (roots[0] ?? "") : (roots[1] ?? ""));
      expect(again).toEqual(base);
      expect(await imageId(stand.docker, baseTag(row.python))).toBe(base.id);
      expect(await imageId(stand.docker, baseBuildTag(row.python))).toBe(base.buildId);
      expect([await content(base.id), await content(base.tag), await content(base.buildId)]).toEqual([
        ...[expected, expected, expected],
      ]);
    }
  });

  test("finds by a tag only what is made of the right things", async () => {
    const root = await rootWith(DOCKERFILE);
    const { tag, id } = await make(root);
    await dockerOutput(stand.docker, ["tag", stand.base.id, tag]);
    const again = await make(root);
    expect(await inBase(again.id, "cat /x")).toBe("1\n");
    expect(await imageId(stand.docker, tag)).toBe(again.id);
    expect(again.id).toBe(id);
  });

  test("deletes those of other inputs that nobody used for long, and no other", async () => {
    const old = await make(await rootWith(DOCKERFILE.replace("echo 1", "echo old")));
    const current = await make(await rootWith(DOCKERFILE));
    await deleteUnusedBases(stand.docker, current, Date.now() - 3600 * 1000);
    expect(await imageId(stand.docker, old.tag)).toBe(old.id);
    await deleteUnusedBases(stand.docker, current, Date.now() + 3600 * 1000);
    expect(await imageId(stand.docker, old.id)).toBeUndefined();
    expect(await imageId(stand.docker, old.buildId)).toBeUndefined();
    expect(await imageId(stand.docker, current.tag)).toBe(current.id);
    expect(await imageId(stand.docker, current.buildTag)).toBe(current.buildId);
  });

  test("is impossible where nobody answers for the image and no suite has that Python, which is said", async () => {
    const image = `127.0.0.1:1/python:3.98@sha256:${"0".repeat(64)}`;
    const options = { exec: nodeExec, secrets: stand.secrets, log: stand.log, say: () => {} };
    const root = await rootWith(DOCKERFILE);
    const making = ensureBaseImage(stand.docker, root, { python: "3.98", image }, options);
    await expect(making).rejects.toThrow(InputError);
    await expect(making).rejects.toThrow(/3\.98 can't be pulled: .*127\.0\.0\.1:1/);
  });
});
