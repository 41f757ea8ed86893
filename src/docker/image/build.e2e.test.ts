import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import { dockerOutput } from "../engine/docker.ts";
import { runResolver } from "../sandbox/resolver.ts";
import { type Stand, setUpStand } from "../testing/e2e-stand.ts";
import { type BuildImageOptions, buildImage } from "./build.ts";
import { BuildError } from "./build-error.ts";
import {
  deleteImages,
  findImage,
  IMAGE_KEY_LABEL,
  listImages,
  NAME_LABEL,
  packageImageTag,
  VERSION_LABEL,
} from "./images.ts";

let stand: Stand;
const tag = `importgraph/e2e-${process.pid}:1`;
let builds = 0;

beforeAll(async () => {
  stand = await setUpStand();
});

afterAll(async () => {
  await stand.docker.run(["image", "rm", "--force", tag]);
  await stand.tearDown();
});

async function build(dockerfile: string, options: Partial<BuildImageOptions> = {}): Promise<string> {
  builds += 1;
  const folder = join(stand.folder, `build-${builds}`);
  await mkdir(folder);
  const path = join(folder, "Dockerfile");
  await writeFile(path, dockerfile);
  const log = openOutputLog(join(folder, "build.log"));
  try {
    await buildImage(stand.docker, {
      contextDirectory: folder,
      dockerfile: path,
      tag,
      secrets: stand.secrets,
      log,
      timeoutSeconds: 120,
      ...options,
    });
  } finally {
    await log.close();
  }
  return log.path;
}

async function buildFailure(
  dockerfile: string,
  options: Partial<BuildImageOptions> = {},
): Promise<BuildError> {
  const error: unknown = await build(dockerfile, options).catch((reason: unknown) => reason);
  if (!(error instanceof BuildError)) {
    throw new Error("expected a BuildError", { cause: error });
  }
  return error;
}

/** Whether a step of some build goes on on this machine, known by an argument of its own. */
async function isRunning(argument: string): Promise<boolean> {
  return (await nodeExec("pgrep", ["--full", "--exact", `sleep ${argument}`])).exitCode === 0;
}

describe("a build that fails", () => {
  test("says which step and the lines that say why", async () => {
    const error = await buildFailure(
      `FROM ${stand.base.tag}
RUN echo fine
RUN echo "x.c:1: fatal error: Python.h: No such file"; for i in $(seq 40); do echo "line $i"; done; exit 3`,
    );
    expect(error.failure).toBe("step");
    expect(error.step).toMatch(/^RUN echo "x.c:1/);
    expect(error.lines[0]).toBe("x.c:1: fatal error: Python.h: No such file");
    expect(error.lines.at(-1)).toBe("line 40");
  });

  test("escapes what its output holds", async () => {
    const error = await buildFailure(
      `FROM ${stand.base.tag}\nRUN printf '::error::x\\n\\033]0;title\\007\\n' && exit 1`,
    );
    expect(error.lines).toEqual(["\\x3a:error::x", "\\x1b]0;title\\x07"]);
  });

  test("for a Dockerfile that can't be read, and for a base that nobody has", async () => {
    const unread = await buildFailure("FROM scratch\nRUNN x");
    expect(unread.lines.join("\n")).toMatch(/unknown instruction/);
    const unknown = await buildFailure("FROM importgraph/no-such-base:1\nRUN true");
    expect(unknown.lines.join("\n")).toMatch(/importgraph\/no-such-base/);
  });

  test("that says of a disk with room that it is full, is a step that fails", async () => {
    const error = await buildFailure(`FROM ${stand.base.tag}\nRUN head -c 1000 /dev/zero >/dev/full`);
    expect(error.failure).toBe("step");
    expect(error.lines.join("\n")).toContain("No space left on device");
  });

  test("is ended when it writes too much, its step too", async () => {
    const seconds = `86400.${process.pid}7`;
    // Many files: the largest that one may have is limited otherwise.
    const fill = "for i in $(seq 300); do head -c 1000000 /dev/urandom >/fill.$i; done";
    const error = await buildFailure(`FROM ${stand.base.tag}\nRUN ${fill}; sleep ${seconds}`, {
      maxDiskBytes: 100_000_000,
    });
    expect(error).toMatchObject({ failure: "disk-full", step: expect.stringContaining("RUN for i in") });
    expect(error.lines[0]).toMatch(/^stopped when the disk had \d+\.\d GiB less than before/);
    expect(await isRunning(seconds)).toBe(false);
  });
});

describe("a build that hangs", () => {
  test("is ended by its timeout, its step too", async () => {
    const seconds = `86400.${process.pid}1`;
    const error = await buildFailure(`FROM ${stand.base.tag}\nRUN echo started && sleep ${seconds}`, {
      timeoutSeconds: 4,
    });
    expect(error.failure).toBe("timeout");
    expect(error.step).toBe(`RUN echo started && sleep ${seconds}`);
    expect(error.lines).toEqual(["started"]);
    await sleep(1000);
    expect(await isRunning(seconds)).toBe(false);
  });

  test("is ended by an abort, its step too", async () => {
    const seconds = `86400.${process.pid}2`;
    const controller = new AbortController();
    const running = build(`FROM ${stand.base.tag}\nRUN sleep ${seconds}`, { signal: controller.signal });
    running.catch(() => {});
    for (let attempt = 0; attempt < 100 && !(await isRunning(seconds)); attempt += 1) {
      await sleep(100);
    }
    expect(await isRunning(seconds)).toBe(true);
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    await sleep(1000);
    expect(await isRunning(seconds)).toBe(false);
  });
});

test("secrets reach the build and leave no trace in the image", async () => {
  await build(
    `FROM ${stand.base.tag}
RUN --mount=type=secret,id=uv-config,target=/etc/uv/uv.toml \\
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \\
    uv pip install --no-cache idna && test -e /etc/uv/uv.toml`,
  );
  const [ofBase, ofImage] = await Promise.all(
    [stand.base.tag, tag].map((image) =>
      dockerOutput(stand.docker, [
        "run",
        "--rm",
        "--network=none",
        image,
        "sh",
        "-c",
        "wc -c </etc/uv/uv.toml; cat /etc/ssl/certs/ca-certificates.crt | sha256sum; ls -A /run /etc | sha256sum",
      ]),
    ),
  );
  expect(ofImage).toBe(ofBase);
  const history = await dockerOutput(stand.docker, ["history", "--no-trunc", tag]);
  for (const { path } of stand.secrets.files) {
    expect(history).not.toContain(path);
  }
});

test("images of packages are listed with what they hold, and deleted", async () => {
  const version = "1!2.0+local.1";
  const packageTag = packageImageTag(`e2e-${process.pid}`, version);
  const labels = {
    [IMAGE_KEY_LABEL]: "key-1",
    [NAME_LABEL]: `E2E.${process.pid}`,
    [VERSION_LABEL]: version,
  };
  await build(`FROM ${stand.base.tag}\nRUN true`, { tag: packageTag, labels });
  expect((await findImage(stand.docker, packageTag))?.labels[IMAGE_KEY_LABEL]).toBe("key-1");
  const listed = (await listImages(stand.docker)).filter((image) => image.tag === packageTag);
  expect(listed).toMatchObject([{ name: `E2E.${process.pid}`, version, imageKey: "key-1" }]);
  expect(listed[0]?.sizeBytes).toBeGreaterThan(50e6);
  await deleteImages(stand.docker, listed);
  expect(await findImage(stand.docker, packageTag)).toBeUndefined();
  await deleteImages(stand.docker, listed);
});

test("the resolver reaches the index and hands its answer back", async () => {
  const result = await runResolver(stand.docker, {
    image: stand.base.tag,
    command: ["uv", "pip", "compile", "--quiet", "--no-annotate", "--no-header", "-"],
    stdin: "idna==3.10\n",
    secrets: stand.secrets,
    memoryBytes: 2 * 1024 ** 3,
    pids: 256,
    timeoutSeconds: 120,
    log: stand.log,
  });
  expect(result).toMatchObject({ exitCode: 0, stdout: "idna==3.10\n" });
});
