/** What the stand's GitHub keeps in real repositories, asked and changed by git itself. */

import { execFile } from "node:child_process";

/** A bare repository. */
export interface GitRepository {
  /** Runs git on it and gives what it prints, without the last line break. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** The commit that a branch, tag, ref or abbreviated commit names; undefined for none. */
  commit(revision: string): Promise<string | undefined>;
  /** The bytes of a blob. */
  blob(oid: string): Promise<Buffer>;
  /** A file's bytes, the names in a folder, or undefined for nothing at that path. */
  content(commit: string, path: string): Promise<GitContent | undefined>;
  /**
   * Commits to a branch, which is begun where there is none: texts by path, null for what is removed.
   *
   * @param from where the branch begins; nowhere when left out
   * @returns the commit
   */
  commitFiles(branch: string, files: Readonly<Record<string, string | null>>, from?: string): Promise<string>;
  /** How a commit differs from another one. */
  changes(base: string, head: string): Promise<GitChange[]>;
}

export type GitContent =
  | { kind: "file"; sha: string; bytes: Buffer }
  | { kind: "folder"; entries: GitEntry[] };

export interface GitEntry {
  name: string;
  type: "file" | "dir" | "symlink";
  sha: string;
}

export interface GitChange {
  status: "added" | "removed" | "modified" | "renamed";
  filename: string;
  previous_filename?: string;
  sha: string | null;
  /** Its hunks. */
  patch?: string;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "stand",
  GIT_AUTHOR_EMAIL: "stand@example.invalid",
  GIT_COMMITTER_NAME: "stand",
  GIT_COMMITTER_EMAIL: "stand@example.invalid",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

export function openGitRepository(folder: string): GitRepository {
  const bytesOf = (args: readonly string[], input?: string) => git(folder, args, input);
  const run = async (args: readonly string[], input?: string) =>
    (await bytesOf(args, input)).toString("utf8").replace(/\n$/, "");

  async function commit(revision: string): Promise<string | undefined> {
    return await run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]).catch(
      () => undefined,
    );
  }

  async function content(at: string, path: string): Promise<GitContent | undefined> {
    const type = await run(["cat-file", "-t", `${at}:${path}`]).catch(() => undefined);
    if (type === "blob") {
      const bytes = await bytesOf(["cat-file", "blob", `${at}:${path}`]);
      return { kind: "file", sha: await run(["rev-parse", `${at}:${path}`]), bytes };
    }
    return type === "tree" ? { kind: "folder", entries: await entriesOf(`${at}:${path}`) } : undefined;
  }

  async function entriesOf(tree: string): Promise<GitEntry[]> {
    const lines = (await run(["ls-tree", "-z", tree])).split("\0").filter((line) => line !== "");
    return lines.map((line) => {
      const [head = "", name = ""] = line.split("\t");
      const [mode, kind, sha = ""] = head.split(" ");
      return { name, sha, type: kind === "tree" ? "dir" : mode === "120000" ? "symlink" : "file" };
    });
  }

  async function changes(base: string, head: string): Promise<GitChange[]> {
    const fields = (await run(["diff-tree", "-r", "-M", "-z", "--no-commit-id", base, head])).split("\0");
    const found: GitChange[] = [];
    for (let at = 0; at < fields.length && fields[at] !== ""; ) {
      const [, , , sha = "", letter = ""] = (fields[at] ?? "").split(" ");
      const name = fields[at + 1] ?? "";
      const kinds = { A: "added", D: "removed", R: "renamed" } as const;
      const status = kinds[letter[0] as keyof typeof kinds] ?? "modified";
      if (status === "renamed") {
        found.push({ status, filename: fields[at + 2] ?? "", previous_filename: name, sha });
        at += 3;
      } else {
        found.push({ status, filename: name, sha: status === "removed" ? null : sha });
        at += 2;
      }
    }
    return await Promise.all(
      found.map(async (one) => {
        const text = await run(["diff", "-M", base, head, "--", one.filename]);
        const at = text.search(/^@@ /m);
        return at < 0 ? one : { ...one, patch: text.slice(at) };
      }),
    );
  }

  async function commitFiles(
    branch: string,
    files: Readonly<Record<string, string | null>>,
    from?: string,
  ): Promise<string> {
    const ref = `refs/heads/${branch}`;
    const parent = (await commit(ref)) ?? from;
    const lines = [
      `commit ${ref}`,
      `committer ${IDENTITY.GIT_COMMITTER_NAME} <${IDENTITY.GIT_COMMITTER_EMAIL}> now`,
      "data 6\nChange",
      ...(parent === undefined ? [] : [`from ${parent}`]),
      ...Object.entries(files).map(([path, text]) =>
        text === null
          ? `D ${JSON.stringify(path)}`
          : `M 100644 inline ${JSON.stringify(path)}\ndata ${Buffer.byteLength(text)}\n${text}`,
      ),
    ];
    await run(["fast-import", "--quiet", "--force", "--date-format=now"], `${lines.join("\n")}\n`);
    return await run(["rev-parse", ref]);
  }

  const blob = (oid: string) => bytesOf(["cat-file", "blob", oid]);

  return { run, blob, commit, content, changes, commitFiles };
}

function git(folder: string, args: readonly string[], input?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...process.env, ...IDENTITY },
      encoding: "buffer" as const,
      maxBuffer: 256 * 1024 * 1024,
    };
    const child = execFile("git", ["--git-dir", folder, ...args], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    // Commands that read nothing may be gone before it is written.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}
