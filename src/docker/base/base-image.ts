/** The images that packages are installed on: one per row of `baseimage/pythons.yaml`. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import type { Exec } from "../../exec/exec.ts";
import { withProcessLock } from "../../exec/process-lock.ts";
import type { Docker } from "../engine/docker.ts";
import type { MachineSecrets } from "../engine/machine-secrets.ts";
import { buildImage } from "../image/build.ts";
import { findImage } from "../image/images.ts";
import { debianBootstrapArguments, makeDebianBase } from "./debian-base.ts";
import { type PullOptions, pullImage } from "./pull.ts";
import {
  type BaseTags,
  INPUTS_LABEL,
  inputsTag,
  PROVENANCE_LABEL,
  type Provenance,
  pullPushedBase,
} from "./pushed-base.ts";
import type { PythonRow } from "./pythons.ts";

export interface BaseImage extends BaseTags {
  /** Python, `/opt/venv`, uv: what images of packages end on. To run, as no tag can be. */
  id: string;
  /** The same with compilers and headers, for building source distributions. */
  buildId: string;
  /** Where its Python comes from: the official image, or Debian's packages. */
  provenance: Provenance;
}

export interface EnsureBaseOptions extends PullOptions {
  exec: Exec;
  secrets: MachineSecrets;
}

const BUILD_SECONDS = 30 * 60;
const REPOSITORY = "importgraph/python";

/**
 * Tag of the newest base for a minor Python version. Dockerfiles of packages name it for those who build one by hand;
 * nothing here is built on it, since two checkouts of one engine may each have another base.
 */
export function baseTag(python: string): string {
  return `${REPOSITORY}:${python}`;
}

/** {@link baseTag} with compilers and headers on top. */
export function baseBuildTag(python: string): string {
  return `${baseTag(python)}-build`;
}

/**
 * SHA-256 over everything a base is made from: the row, `baseimage/Dockerfile`, the pinned uv and how a Debian base is
 * bootstrapped. Equal on every machine, whichever way the base is had there.
 */
export async function baseInputsDigest(root: string, row: PythonRow): Promise<string> {
  const [dockerfile, requirements] = await Promise.all(
    ["Dockerfile", "requirements.txt"].map((name) => readFile(join(root, "baseimage", name), "utf8")),
  );
  const bootstrap = row.debian === undefined ? [] : debianBootstrapArguments(row.debian, row.python);
  const inputs = [row.python, row.image ?? null, bootstrap, dockerfile, requirements];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/**
 * Brings the base of a row, unless the engine has it already with the same inputs: pulled as it was pushed, where the
 * row says so, else made. The official image is preferred then; where it can't be pulled the base is made from Debian's
 * packages. `say` is told each time why. Two processes at once do it once.
 *
 * @throws InputError when the base can't be had on this machine; BuildError when its Dockerfile does not build.
 */
export async function ensureBaseImage(
  docker: Docker,
  root: string,
  row: PythonRow,
  options: EnsureBaseOptions,
): Promise<BaseImage> {
  const { say, signal } = options;
  const { python } = row;
  const inputsDigest = await baseInputsDigest(root, row);
  const made = { python, inputsDigest };
  const [tag, buildTag] = [
    `${REPOSITORY}:${inputsTag(made, "runtime")}`,
    `${REPOSITORY}:${inputsTag(made, "build")}`,
  ];
  const base = { ...made, tag, buildTag };
  const make = async () =>
    (await existingBase(docker, base, signal)) ??
    ((await pullPushedBase(docker, row, base, options))
      ? await existingBase(docker, base, signal)
      : undefined) ??
    (await makeBase(docker, root, row, base, options));
  const found =
    (await existingBase(docker, base, signal)) ??
    (await withProcessLock(`base-image ${docker.engineId} ${python}`, make, {
      onWait: () => say(`Waiting: another importgraph is making the base image for Python ${python}`),
      ...(signal && { signal }),
    }));
  await useBase(docker, found, signal);
  return found;
}

/** How long a base of other inputs is kept that nobody uses. */
const UNUSED_DAYS = 30;

/** Makes a base the newest one, which also notes when it was last used; those that nobody used for long are deleted. */
async function useBase(docker: Docker, base: BaseImage, signal: AbortSignal | undefined): Promise<void> {
  const cancel = signal ? { signal } : {};
  await Promise.all([
    docker.run(["tag", base.id, baseTag(base.python)], cancel),
    docker.run(["tag", base.buildId, baseBuildTag(base.python)], cancel),
  ]);
  await deleteUnusedBases(docker, base, Date.now() - UNUSED_DAYS * 24 * 3600 * 1000, signal);
}

/**
 * Deletes bases of the same Python that are made of something else and were not used since an instant.
 *
 * @param before milliseconds since the epoch
 */
export async function deleteUnusedBases(
  docker: Docker,
  { python, tag, buildTag }: BaseTags,
  before: number,
  signal?: AbortSignal,
): Promise<void> {
  const cancel = signal ? { signal } : {};
  const reference = `reference=${REPOSITORY}:${python}-*`;
  const listed = await docker.run(
    ["image", "ls", "--filter", reference, "--format", "{{.Repository}}:{{.Tag}}"],
    cancel,
  );
  const others = listed.stdout
    .split("\n")
    .filter((name) => /-[0-9a-f]{16}$/.test(name) && name !== tag && name !== buildTag);
  for (const name of others) {
    const { stdout } = await docker.run(
      ["image", "inspect", "--format", "{{json .Metadata.LastTagTime}}", name],
      cancel,
    );
    const used = stdout.trim() === "" ? Number.NaN : Date.parse(String(JSON.parse(stdout)));
    if (used < before) {
      await docker.run(["image", "rm", name], cancel);
    }
  }
}

async function existingBase(
  docker: Docker,
  base: BaseTags,
  signal: AbortSignal | undefined,
): Promise<BaseImage | undefined> {
  const options = signal ? { signal } : {};
  const [runtime, build] = await Promise.all([
    findImage(docker, base.tag, options),
    findImage(docker, base.buildTag, options),
  ]);
  const isWhole = [runtime, build].every((image) => image?.labels[INPUTS_LABEL] === base.inputsDigest);
  if (runtime === undefined || build === undefined || !isWhole) {
    return undefined;
  }
  const provenance = runtime.labels[PROVENANCE_LABEL] === "debian" ? "debian" : "official";
  return { ...base, id: runtime.id, buildId: build.id, provenance };
}

async function makeBase(
  docker: Docker,
  root: string,
  row: PythonRow,
  base: BaseTags,
  options: EnsureBaseOptions,
): Promise<BaseImage> {
  const { secrets, log, say, signal } = options;
  const { python, tag, buildTag, inputsDigest } = base;
  say(`Making the base image for Python ${python}, once for this Docker engine (1 to 2 min)`);
  const upstream = await upstreamImage(docker, row, options);
  say(`Adding uv, and compilers in an image of their own, to the base for Python ${python} (about 30 s)`);
  const build = (target: "runtime" | "build", name: string) =>
    buildImage(docker, {
      contextDirectory: join(root, "baseimage"),
      dockerfile: join(root, "baseimage", "Dockerfile"),
      target,
      tag: name,
      labels: { [INPUTS_LABEL]: inputsDigest, [PROVENANCE_LABEL]: upstream.provenance },
      buildArgs: { UPSTREAM: upstream.image, PYTHON: python },
      secrets,
      log,
      timeoutSeconds: BUILD_SECONDS,
      ...(signal && { signal }),
    });
  const id = await build("runtime", tag);
  const buildId = await build("build", buildTag);
  return { ...base, id, buildId, provenance: upstream.provenance };
}

async function upstreamImage(
  docker: Docker,
  row: PythonRow,
  options: EnsureBaseOptions,
): Promise<{ image: string; provenance: Provenance }> {
  const { python, image, debian } = row;
  const refusal = image === undefined ? undefined : await pullImage(docker, image, options);
  if (image !== undefined && refusal === undefined) {
    return { image, provenance: "official" };
  }
  if (debian === undefined) {
    throw new InputError({
      message: `the official image for Python ${python} can't be pulled: ${refusal}`,
      fix: `allow this machine to pull ${image}, or set another \`python\` in the pkginfo (no Debian suite has ${python})`,
    });
  }
  return { image: await debianImage(docker, python, debian, refusal, options), provenance: "debian" };
}

/** The image made from Debian's packages; kept apart so that a change of the Dockerfile does not bootstrap it again. */
async function debianImage(
  docker: Docker,
  python: string,
  suite: string,
  refusal: string | undefined,
  { exec, log, say, signal }: EnsureBaseOptions,
): Promise<string> {
  const digest = createHash("sha256")
    .update(JSON.stringify(debianBootstrapArguments(suite, python)))
    .digest("hex");
  const tag = `importgraph/debian-python:${python}-${digest.slice(0, 16)}`;
  if ((await findImage(docker, tag, signal ? { signal } : {}))?.labels[INPUTS_LABEL] === digest) {
    return tag;
  }
  const why =
    refusal === undefined ? "No official image is pinned" : `The official image can't be pulled (${refusal})`;
  say(`${why}: making the base from the packages of Debian ${suite} with mmdebstrap (about 30 s)`);
  const labels = { [INPUTS_LABEL]: digest };
  await makeDebianBase(docker, { exec, python, suite, tag, labels, say, log, ...(signal && { signal }) });
  return tag;
}
