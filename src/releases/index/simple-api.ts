import { z } from "zod";
import { parseAnchors } from "./anchors.ts";

/** One file of a project as the simple API lists it; nothing of it has been interpreted yet. */
export interface ListedFile {
  fileName: string;
  /** Absolute, or relative to the page. */
  url: string;
  sha256?: string;
  sizeBytes?: number;
  requiresPython?: string;
  uploadTime?: string;
  /** False, or the reason, which may be empty. */
  yanked: string | false;
}

/** What the simple API answers for a project. */
export interface Listing {
  files: ListedFile[];
  /** PEP 792, such as `quarantined`; left out where the index does not say. */
  status?: string;
}

/** What is asked for, best first (PEP 691). */
export const ACCEPT =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

const SHA256 = /^[0-9a-f]{64}$/i;

const sha256 = z.string().regex(SHA256);
/** Only ever used as a hint or a limit, so that an odd one is as good as none. */
const instant = z.iso.datetime().nullish().catch(undefined);

/** PEP 691, 700 and 792; indexes send null where they have nothing to say, though the PEPs don't. */
const projectPage = z.object({
  meta: z.object({ "api-version": z.string().regex(/^1\.\d+$/) }),
  "project-status": z.object({ status: z.string().nullish() }).nullish(),
  files: z.array(
    z.object({
      filename: z.string(),
      url: z.string(),
      hashes: z.object({ sha256: sha256.nullish() }).nullish(),
      size: z.int().nonnegative().nullish(),
      "requires-python": z.string().nullish(),
      "upload-time": instant,
      yanked: z.union([z.boolean(), z.string()]).nullish(),
    }),
  ),
});

/**
 * Reads the page of a project, JSON (PEP 691) or HTML (PEP 503).
 *
 * @throws Error saying what is wrong with the page
 */
export function parseListing(body: string, contentType: string): Listing {
  const [mediaType = ""] = contentType.split(";", 1);
  if (/^application\/(?:vnd\.pypi\.simple\.v\d+\+)?json$/.test(mediaType.trim().toLowerCase())) {
    return parseJson(body);
  }
  if (/^(?:text\/html|application\/vnd\.pypi\.simple\.v1\+html)$/.test(mediaType.trim().toLowerCase())) {
    return { files: parseAnchors(body).flatMap(fileOfAnchor) };
  }
  throw new Error("it is neither JSON nor HTML");
}

function parseJson(body: string): Listing {
  const checked = projectPage.safeParse(JSON.parse(body));
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Error(`${issue?.path.join(".") || "the page"}: ${issue?.message}`);
  }
  const { files, "project-status": status } = checked.data;
  return {
    ...present({ status: status?.status }),
    files: files.map((file) => ({
      fileName: file.filename,
      url: file.url,
      yanked: yankedReason(file.yanked ?? false),
      ...present({
        sha256: file.hashes?.sha256?.toLowerCase(),
        sizeBytes: file.size,
        requiresPython: file["requires-python"],
        uploadTime: file["upload-time"],
      }),
    })),
  };
}

function yankedReason(yanked: string | boolean): string | false {
  return yanked === true ? "" : yanked;
}

function fileOfAnchor(attributes: ReadonlyMap<string, string>): ListedFile[] {
  const url = attributes.get("href") ?? "";
  const [, path = "", fragment = ""] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(url) ?? [];
  const fileName = decodePath(path.slice(path.lastIndexOf("/") + 1));
  const [, digest] = /(?:^|&)sha256=([0-9a-f]{64})(?:&|$)/i.exec(fragment) ?? [];
  const requiresPython = attributes.get("data-requires-python");
  const yanked = attributes.get("data-yanked") ?? false;
  return fileName === ""
    ? []
    : [{ fileName, url, yanked, ...present({ sha256: digest?.toLowerCase(), requiresPython }) }];
}

function decodePath(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

type Present<T> = { [Key in keyof T]?: NonNullable<T[Key]> };

function present<T extends object>(values: T): Present<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as Present<T>;
}
