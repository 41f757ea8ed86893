import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { dockerOutput } from "../engine/docker.ts";
import { imageId } from "../image/images.ts";
import { type Stand, setUpStand } from "../testing/e2e-stand.ts";
import { baseBuildTag, baseInputsDigest, baseTag, ensureBaseImage } from "./base-image.ts";
import type { PythonRow } from "./pythons.ts";

let stand: Stand;

beforeAll(async () => {
  stand = await setUpStand();
});

afterAll(async () => {
  await stand.docker.run(["image", "rm", "--force", baseTag(row.python), baseBuildTag(row.python)]);
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

async function rootWith(dockerfile: string): Promise<string> {
  const root = join(stand.folder, "root");
  await mkdir(join(root, "baseimage"), { recursive: true });
  await writeFile(join(root, "baseimage", "requirements.txt"), "");
  await writeFile(join(root, "baseimage", "Dockerfile"), dockerfile);
  return root;
}

const DOCKERFILE =
  "ARG UPSTREAM\nFROM $UPSTREAM AS runtime\nRUN echo 1 >/x\nFROM runtime AS build\nRUN echo 2 >/y\n";

describe("making a base", () => {
  test("happens once for two that need it at once, and not again until what it is made from changes", async () => {
    const said: string[] = [];
    const make = async (root: string, wanted: PythonRow = row) =>
      ensureBaseImage(stand.docker, root, wanted, {
        exec: nodeExec,
        secrets: stand.secrets,
        log: stand.log,
        say: (line) => said.push(line.replace(/[:,] .*| \(.*/, "")),
      });
    const root = await rootWith(DOCKERFILE);
    const [first, second] = await Promise.all([make(root), make(root)]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ tag: "importgraph/python:3.99", provenance: "official" });
    expect(first.inputsDigest).toBe(await baseInputsDigest(root, row));
    expect(said.filter((line) => line.startsWith("Making"))).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("Waiting"))).toHaveLength(1);
    const made = await imageId(stand.docker, first.tag);

    said.length = 0;
    expect(await make(root)).toEqual(first);
    expect(said).toEqual([]);

    const changed = await make(await rootWith(DOCKERFILE.replace("echo 1", "echo one")));
    expect(changed.inputsDigest).not.toBe(first.inputsDigest);
    expect(await imageId(stand.docker, first.tag)).not.toBe(made);
    expect(await imageId(stand.docker, made ?? "")).toBeUndefined();
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
