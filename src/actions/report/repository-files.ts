/** Many files of a commit with few requests: GitHub lets a workflow's token ask a thousand times an hour. */

import { type GitHubClient, ifFound, type RepositoryName } from "../github-client.ts";

/** A file of a commit, before its bytes are read. */
export interface ListedFile {
  /** By which git knows its bytes. */
  oid: string;
  sizeBytes: number;
  /** False for a link or a submodule. */
  isRegular: boolean;
}

/** Of one query; GitHub answers larger ones late or not at all. */
const MOST_BLOBS = 100;
const MOST_BYTES = 4 * 1024 ** 2;

export interface TreeEntry {
  path: string;
  mode: string;
  type: string;
  sha: string;
}

/** The names of folders on the way to one; none for the top. */
export function segmentsOf(folder: string): string[] {
  return folder === "" ? [] : folder.split("/");
}

/** What lies in a folder of a repository, by the digest of the folder or of a commit. */
export async function readTree(
  github: GitHubClient,
  repository: RepositoryName,
  digest: string,
): Promise<TreeEntry[]> {
  const { data } = await github.rest.git.getTree({ ...repository, tree_sha: digest });
  return data.tree;
}

/**
 * The files of some folders of a commit, by their paths from `root`. A folder of which GitHub would tell only a part counts as
 * not there.
 *
 * @param root the folder that holds them; empty for the top
 * @returns the files, and the folders that hold too many
 */
export async function listFiles(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  { root, folders }: { root: string; folders: readonly string[] },
): Promise<{ files: ReadonlyMap<string, ListedFile>; tooLarge: string[] }> {
  const files = new Map<string, ListedFile>();
  const tooLarge: string[] = [];
  for (const { path: folder, type, sha } of await entriesOf(github, repository, commit, root)) {
    if (type !== "tree" || !folders.includes(folder)) {
      continue;
    }
    const below = await github.rest.git.getTree({ ...repository, tree_sha: sha, recursive: "true" });
    if (below.data.truncated) {
      tooLarge.push(folder);
      continue;
    }
    for (const { path, type: kind, sha: oid, size = 0, mode } of below.data.tree) {
      if (kind !== "tree") {
        const isRegular = kind === "blob" && (mode === "100644" || mode === "100755");
        files.set(`${folder}/${path}`, { oid, sizeBytes: size, isRegular });
      }
    }
  }
  return { files, tooLarge };
}

/** What lies in a folder of a commit; nothing where there is no such folder. */
export async function entriesOf(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  folder: string,
): Promise<TreeEntry[]> {
  let entries = await readTree(github, repository, commit);
  for (const segment of segmentsOf(folder)) {
    const next = entries.find(({ path, type }) => path === segment && type === "tree");
    entries = next === undefined ? [] : await readTree(github, repository, next.sha);
  }
  return entries;
}

/** The texts of files by their `oid`; those that are not text, or gone, are missing. */
export async function readTexts(
  github: GitHubClient,
  repository: RepositoryName,
  files: readonly ListedFile[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const sizes = new Map(files.map(({ oid, sizeBytes }) => [oid, sizeBytes]));
  for (const oids of batchesOf(sizes)) {
    for (const [oid, blob] of await askForBlobs(github, repository, oids)) {
      const text = blob.isTruncated ? await readWhole(github, repository, oid) : (blob.text ?? undefined);
      if (text !== undefined) {
        texts.set(oid, text);
      }
    }
  }
  return texts;
}

function batchesOf(sizes: ReadonlyMap<string, number>): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const [oid, size] of sizes) {
    const last = batches.at(-1);
    if (last === undefined || last.length === MOST_BLOBS || bytes + size > MOST_BYTES) {
      batches.push([oid]);
      bytes = size;
    } else {
      last.push(oid);
      bytes += size;
    }
  }
  return batches;
}

interface Blob {
  text: string | null;
  isTruncated: boolean;
}

async function askForBlobs(
  github: GitHubClient,
  { owner, repo }: RepositoryName,
  oids: readonly string[],
): Promise<[string, Blob][]> {
  // Digests are what GitHub itself told: nothing of them can end the query.
  const fields = oids.map((oid, at) => `b${at}: object(oid: "${oid}") { ... on Blob { text isTruncated } }`);
  const query = `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${fields.join(" ")} } }`;
  const { repository } = await github.graphql<{ repository: Record<string, Partial<Blob> | null> }>(query, {
    owner,
    repo,
  });
  return oids.flatMap((oid, at): [string, Blob][] => {
    const { text = null, isTruncated = false } = repository[`b${at}`] ?? {};
    return [[oid, { text, isTruncated }]];
  });
}

async function readWhole(
  github: GitHubClient,
  repository: RepositoryName,
  oid: string,
): Promise<string | undefined> {
  const found = await ifFound(github.rest.git.getBlob({ ...repository, file_sha: oid }));
  return found === undefined ? undefined : Buffer.from(found.data.content, "base64").toString("utf8");
}
