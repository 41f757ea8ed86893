/** The images of packages that the engine holds. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { printableLines } from "../../exec/printable.ts";
import { type Docker, DockerError, type DockerOptions, dockerOutput } from "../engine/docker.ts";

/** An image with this label is one of a package; its value is the image key. */
export const IMAGE_KEY_LABEL = "importgraph.image-key";
export const NAME_LABEL = "org.opencontainers.image.title";
export const VERSION_LABEL = "org.opencontainers.image.version";

export interface PackageImage {
  id: string;
  /** Undefined for an image whose tag a newer one has taken. */
  tag: string | undefined;
  name: string;
  version: string;
  imageKey: string;
  /** With all its layers, which it may share with others. */
  sizeBytes: number;
  /** An instant of RFC 3339. */
  created: string;
}

/**
 * The tag of a package's image, apart from those of the bases: a distribution may be called `python`. PEP 440's "+" and
 * "!", which a tag can't hold, become "_" and "-", which it has not.
 */
export function packageImageTag(normalizedName: string, version: string): string {
  const tag = version.replaceAll("+", "_").replaceAll("!", "-");
  // A tag has at most 128 characters.
  const digest = createHash("sha256").update(version).digest("hex").slice(0, 16);
  return `importgraph/package/${normalizedName}:${tag.length <= 128 ? tag : `${tag.slice(0, 111)}_${digest}`}`;
}

/** One image as it was at one instant: a tag may lead elsewhere a moment later, an id never does. */
export interface FoundImage {
  id: string;
  labels: Readonly<Record<string, string>>;
  tags: readonly string[];
}

/**
 * The image of a tag or an id; undefined when the engine does not have it. Who has looked at its labels goes on with its
 * id: its tag may be another image's by then.
 */
export async function findImage(
  docker: Docker,
  image: string,
  options: DockerOptions = {},
): Promise<FoundImage | undefined> {
  const { exitCode, stdout } = await docker.run(["image", "inspect", image], options);
  const [found] = exitCode === 0 ? imagesSchema.parse(JSON.parse(stdout)) : [];
  return found && { id: found.Id, labels: found.Config.Labels ?? {}, tags: tagsOf(found) };
}

/** The id of a tag's image; undefined when the engine does not have it. */
export async function imageId(
  docker: Docker,
  tag: string,
  options: DockerOptions = {},
): Promise<string | undefined> {
  return (await findImage(docker, tag, options))?.id;
}

/** Deletes an image if no tag leads to it and no container uses it. */
export async function deleteUntagged(docker: Docker, id: string, options: DockerOptions = {}): Promise<void> {
  if ((await findImage(docker, id, options))?.tags.length === 0) {
    await docker.run(["image", "rm", id], options);
  }
}

const labelsSchema = z.record(z.string(), z.string()).nullable();

const imagesSchema = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z.array(z.string()).nullable(),
    Size: z.number(),
    Created: z.string(),
    Config: z.object({ Labels: labelsSchema }),
  }),
);

/** Sorted by name, then version as text, then newest first. */
export async function listImages(docker: Docker, options: DockerOptions = {}): Promise<PackageImage[]> {
  const filter = ["image", "ls", "--no-trunc", "--quiet", "--filter", `label=${IMAGE_KEY_LABEL}`];
  const ids = [...new Set((await dockerOutput(docker, filter, options)).split("\n").filter(Boolean))];
  if (ids.length === 0) {
    return [];
  }
  // One that another process deletes meanwhile is an error of the command, but the others are still told.
  const inspected = await docker.run(["image", "inspect", ...ids], {
    ...options,
    keepBytes: 256 * 1024 ** 2,
  });
  const images = imagesSchema.parse(JSON.parse(inspected.stdout)).flatMap(toPackageImages);
  return images.sort(
    (a, b) =>
      compare(a.name, b.name) ||
      compare(a.version, b.version) ||
      compare(b.created, a.created) ||
      compare(a.id, b.id),
  );
}

function toPackageImages(image: z.infer<typeof imagesSchema>[number]): PackageImage[] {
  const labels = image.Config.Labels ?? {};
  const tags = tagsOf(image);
  return (tags.length === 0 ? [undefined] : tags).map((tag) => ({
    id: image.Id,
    tag,
    name: labels[NAME_LABEL] ?? "",
    version: labels[VERSION_LABEL] ?? "",
    imageKey: labels[IMAGE_KEY_LABEL] ?? "",
    sizeBytes: image.Size,
    created: image.Created,
  }));
}

function tagsOf({ RepoTags }: z.infer<typeof imagesSchema>[number]): string[] {
  return (RepoTags ?? []).filter((tag) => tag !== "<none>:<none>");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Deletes images, of those that {@link listImages} gave. One that is already gone is no error.
 *
 * @throws DockerError naming those that could not be deleted, such as one that is being explored; the others are.
 */
export async function deleteImages(
  docker: Docker,
  images: readonly PackageImage[],
  options: DockerOptions = {},
): Promise<void> {
  const refusals: string[] = [];
  for (const { tag, id } of images) {
    const { exitCode, stderr } = await docker.run(["image", "rm", tag ?? id], options);
    if (exitCode !== 0 && !/no such image/i.test(stderr)) {
      refusals.push(`${tag ?? id}: ${printableLines(stderr).at(-1) ?? "no reason given"}`);
    }
  }
  if (refusals.length > 0) {
    throw new DockerError(`not deleted:\n${refusals.join("\n")}`);
  }
}
