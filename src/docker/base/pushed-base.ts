/** Bases as `base-image.yml` pushed them: pulled by digest, so that a job need not make its own. */

import { InputError } from "../../errors/input-error.ts";
import { type Docker, DockerError, dockerOutput } from "../engine/docker.ts";
import { findImage, imageId } from "../image/images.ts";
import { type PullOptions, pullImage } from "./pull.ts";
import type { PushedBase, PythonRow } from "./pythons.ts";

/** The label of a base with the digest of what it is made of. */
export const INPUTS_LABEL = "importgraph.base-inputs";

/** The label of a base that says where its Python comes from. */
export const PROVENANCE_LABEL = "importgraph.base-provenance";

/** Where a base's Python comes from: the official image, or Debian's packages. */
export type Provenance = "official" | "debian";

/** A base by its tags on this engine, which say what it is made of: those of other inputs have others. */
export interface BaseTags {
  python: string;
  /** What Dockerfiles are built on. */
  tag: string;
  /** The same with compilers and headers. */
  buildTag: string;
  /** Digest of what it is made of, hexadecimal. */
  inputsDigest: string;
}

const TARGETS = ["runtime", "build"] as const satisfies readonly (keyof PushedBase)[];

/** The tag that says what a base is made of, here and in a registry. It is never given to what is made of something else. */
export function inputsTag(
  { python, inputsDigest }: Pick<BaseTags, "python" | "inputsDigest">,
  target: keyof PushedBase,
): string {
  return `${python}${target === "build" ? "-build" : ""}-${inputsDigest.slice(0, 16)}`;
}

const tagOnEngine = ({ tag, buildTag }: BaseTags, target: keyof PushedBase) =>
  target === "build" ? buildTag : tag;

/** The name without its tag: what the engine knows a pulled image by. */
function byDigest(name: string): string {
  const [repository = "", digest = ""] = name.split("@");
  return `${repository.replace(/:[^/:]*$/, "")}@${digest}`;
}

/**
 * Pulls a base by the digests of its row and gives it its tags. What the row names has to be made
 * of exactly the inputs that are here: by the tags of the names, and by the labels of the images.
 *
 * @returns whether it is there now; `say` is told why not
 */
export async function pullPushedBase(
  docker: Docker,
  { python, image, pushed }: PythonRow,
  base: BaseTags,
  options: PullOptions,
): Promise<boolean> {
  if (pushed === undefined) {
    return false;
  }
  const { say, signal } = options;
  const refuse = (why: string) => {
    say(`The pushed base for Python ${python} is not used: ${why}`);
    return false;
  };
  if (TARGETS.some((target) => !pushed[target].includes(`:${inputsTag(base, target)}@`))) {
    return refuse("it is made of other inputs; baseimage/ has changed since it was pushed");
  }
  for (const target of TARGETS) {
    const refusal = await pullImage(docker, pushed[target], options);
    if (refusal !== undefined) {
      return refuse(`it can't be pulled (${refusal})`);
    }
    const found = await findImage(docker, byDigest(pushed[target]), signal ? { signal } : {});
    const { [INPUTS_LABEL]: inputs, [PROVENANCE_LABEL]: provenance } = found?.labels ?? {};
    if (inputs !== base.inputsDigest || provenance !== provenanceOf(image)) {
      return refuse(`${pushed[target]} does not hold what its name says`);
    }
  }
  for (const target of TARGETS) {
    await dockerOutput(docker, ["tag", byDigest(pushed[target]), tagOnEngine(base, target)]);
  }
  return true;
}

/** Where the Python of a row comes from, when nothing stands in for it. */
function provenanceOf(image: string | undefined): Provenance {
  return image === undefined ? "debian" : "official";
}

/**
 * Refuses to push what stands in for a base on a machine that can't pull the official image: its name would say that it is
 * made of that image, and everybody would pull it for that.
 *
 * @throws InputError
 */
export function checkPushable({ python, image }: PythonRow, provenance: Provenance): void {
  if (provenance !== provenanceOf(image)) {
    throw new InputError({
      message: `the base for Python ${python} was made of Debian's packages here, and its name would promise ${image}: it is not pushed`,
      fix: "push it from a machine that can pull the official image; make this one's anew there if it was made of packages before",
    });
  }
}

/** The digest, `sha256:…`, by which the base on this engine was pulled; undefined where it was made here. */
export async function digestOfPulled(
  docker: Docker,
  { pushed }: PythonRow,
  { id }: { id: string },
): Promise<string | undefined> {
  if (pushed === undefined) {
    return undefined;
  }
  const name = byDigest(pushed.runtime);
  return (await imageId(docker, name)) === id ? name.split("@")[1] : undefined;
}

/**
 * Pushes both images of a base: as `<python>` and `<python>-build`, and each under a tag that says what it is made of.
 *
 * @param repository such as `ghcr.io/owner/graph/python`
 * @returns what to write into the row, so that others pull exactly these
 * @throws DockerError where the registry does not take them
 */
export async function pushBase(docker: Docker, base: BaseTags, repository: string): Promise<PushedBase> {
  const push = async (target: keyof PushedBase): Promise<string> => {
    const lasting = `${repository}:${inputsTag(base, target)}`;
    const names = [`${repository}:${base.python}${target === "build" ? "-build" : ""}`, lasting];
    for (const name of names) {
      await dockerOutput(docker, ["tag", tagOnEngine(base, target), name]);
      await dockerOutput(docker, ["push", "--quiet", name]);
    }
    const digests = await dockerOutput(docker, [
      ...["image", "inspect", "--format", '{{join .RepoDigests "\\n"}}', lasting],
    ]);
    const own = digests.split("\n").find((name) => name.startsWith(`${repository}@sha256:`));
    if (own === undefined) {
      throw new DockerError(`the registry told no digest of ${lasting}`);
    }
    // The names were for pushing only.
    await docker.run(["image", "rm", ...names]);
    return `${lasting}${own.slice(repository.length)}`;
  };
  return { runtime: await push("runtime"), build: await push("build") };
}
