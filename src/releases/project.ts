import { InputError } from "../errors/input-error.ts";
import { parseFileName } from "./file-name.ts";
import type { ListedFile, Listing } from "./index/simple-api.ts";
import { normalizeName } from "./project-name.ts";
import type { Project, Release, ReleaseFile } from "./release.ts";
import { compareVersions, versionKey } from "./versions.ts";

/** The index gives out nothing of a project, since it may be harmful (PEP 792). */
export class QuarantinedError extends InputError {}

/**
 * Puts the files that an index lists together to releases. Files whose names say no version of this project are left
 * out.
 *
 * @param pageUrl what the files' addresses are relative to
 * @throws QuarantinedError for a project that its index has locked away
 */
export function projectOf(name: string, listing: Listing, pageUrl: URL): Project {
  if (listing.status === "quarantined") {
    throw new QuarantinedError({
      message: `the package index has put ${name} into quarantine: it may be harmful, and none of its files are given out`,
      fix: "leave it out, or list it in skipped.md",
    });
  }
  const normalizedName = normalizeName(name);
  const releases = new Map<string, { version: string; files: ReleaseFile[]; reasons: string[] }>();
  for (const listed of listing.files) {
    const parts = parseFileName(listed.fileName, normalizedName);
    const url = fileUrl(listed.url, pageUrl);
    if (parts === undefined || url === undefined) {
      continue;
    }
    const key = versionKey(parts.version);
    const release = releases.get(key) ?? { version: parts.version, files: [], reasons: [] };
    releases.set(key, release);
    release.files.push(releaseFile(listed, url, parts.kind === "wheel" ? { tags: parts.tags } : undefined));
    if (listed.yanked !== false && listed.yanked !== "") {
      release.reasons.push(listed.yanked);
    }
  }
  const found = [...releases.values()].map(({ version, files, reasons }) =>
    releaseOf(version, files, reasons),
  );
  return { name, releases: found.sort((left, right) => compareVersions(left.version, right.version)) };
}

function releaseFile(
  listed: ListedFile,
  url: string,
  wheel: Pick<ReleaseFile, "tags"> | undefined,
): ReleaseFile {
  const { fileName, sha256, sizeBytes, requiresPython, uploadTime, yanked } = listed;
  return {
    fileName,
    kind: wheel === undefined ? "sdist" : "wheel",
    url,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(uploadTime === undefined ? {} : { uploadTime }),
    yanked: yanked !== false,
    ...wheel,
  };
}

function releaseOf(version: string, files: ReleaseFile[], reasons: readonly string[]): Release {
  const [uploadTime] = files.flatMap((file) => file.uploadTime ?? []).sort();
  const yanked = files.every((file) => file.yanked);
  const [yankedReason] = yanked ? reasons : [];
  return {
    version,
    files,
    yanked,
    ...(yankedReason === undefined ? {} : { yankedReason }),
    ...(uploadTime === undefined ? {} : { uploadTime }),
  };
}

function fileUrl(listed: string, pageUrl: URL): string | undefined {
  const url = URL.parse(listed, pageUrl.href);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return undefined;
  }
  url.username = "";
  url.password = "";
  url.hash = "";
  return url.href;
}
