/** Contents, comparisons, and the low-level git objects, over a real repository. */

import { z } from "zod";
import type { GitContent } from "./git.ts";
import { shownRepository } from "./pull-routes.ts";
import { ApiError, type Call, notFound, type Route, withBody } from "./route.ts";

const READ = [["contents", "read"]] as const;
const WRITE = [["contents", "write"]] as const;

const sha = z.string().regex(/^[0-9a-f]{40}$/);
/** The largest file that the contents API sends as JSON; larger ones only with the raw media type. */
const LARGEST_JSON_BYTES = 1024 * 1024;

async function commitOf({ repository }: Call, revision: string): Promise<string> {
  const { git } = repository;
  const found =
    (await git.commit(`refs/heads/${revision}`)) ??
    (/^([0-9a-f]{7,40}|refs\/.+)$/.test(revision) ? await git.commit(revision) : undefined);
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

function shownFile(path: string, { sha: blob, bytes }: Extract<GitContent, { kind: "file" }>): unknown {
  const fits = bytes.length <= LARGEST_JSON_BYTES;
  return {
    type: "file",
    path,
    name: path.split("/").at(-1),
    sha: blob,
    size: bytes.length,
    encoding: fits ? "base64" : "none",
    content: fits ? bytes.toString("base64").replace(/(.{60})/g, "$1\n") : "",
  };
}

async function shownCommit(call: Call, commit: string): Promise<unknown> {
  const { git } = call.repository;
  const [tree = "", parents = "", name = "", message = ""] = (
    await git.run(["show", "--no-patch", "--format=%T%x00%P%x00%an%x00%B", commit])
  ).split("\0");
  const author = { name };
  return {
    sha: commit,
    commit: { message: message.trimEnd(), author, committer: author, tree: { sha: tree } },
    parents: parents
      .split(" ")
      .filter((parent) => parent !== "")
      .map((parent) => ({ sha: parent })),
    files: [],
  };
}

async function compare(call: Call): Promise<unknown> {
  const { git } = call.repository;
  const [baseName = "", headName = ""] = (call.path.basehead ?? "").split("...");
  const [base, head] = [await commitOf(call, baseName), await commitOf(call, headName)];
  const merge = await git.run(["merge-base", base, head]);
  const commits = (await git.run(["rev-list", "--reverse", `${base}..${head}`]))
    .split("\n")
    .filter((one) => one !== "");
  const behind = Number(await git.run(["rev-list", "--count", `${head}..${base}`]));
  const status =
    commits.length === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged";
  return {
    status,
    ahead_by: commits.length,
    behind_by: behind,
    merge_base_commit: { sha: merge },
    commits: await Promise.all(commits.map((commit) => shownCommit(call, commit))),
    files: (await git.changes(merge, head)).slice(0, 300),
  };
}

function shownRef(name: string, commit: string): unknown {
  return { ref: name, object: { type: "commit", sha: commit } };
}

const treeEntry = z.strictObject({
  path: z.string().min(1),
  mode: z.enum(["100644", "100755", "040000", "120000"]),
  type: z.enum(["blob", "tree"]),
  content: z.string().optional(),
  sha: sha.nullable().optional(),
});

/** Builds the tree with an index of its own, as nothing else may see the work. */
async function createTree(
  call: Call,
  base: string | undefined,
  entries: z.infer<typeof treeEntry>[],
): Promise<string> {
  const { git } = call.repository;
  const known = new Map<string, string>();
  const listed = base === undefined ? "" : await git.run(["ls-tree", "-r", "-z", base]);
  for (const line of listed.split("\0").filter((one) => one !== "")) {
    const [head = "", path = ""] = line.split("\t");
    known.set(path, head);
  }
  for (const { path, mode, type, content, sha: object } of entries) {
    if (object === null) {
      if (!known.delete(path)) {
        throw new ApiError(422, "GitRPC::BadObjectState");
      }
      continue;
    }
    const blob = object ?? (await git.run(["hash-object", "-w", "--stdin"], content ?? ""));
    known.set(path, `${mode} ${type} ${blob}`);
  }
  return await writeTree(call, [...known]);
}

async function writeTree(
  call: Call,
  files: readonly (readonly [path: string, head: string])[],
): Promise<string> {
  const groups = Map.groupBy(files, ([path]) => path.split("/", 1)[0] ?? "");
  const lines: string[] = [];
  for (const [name, inside] of groups) {
    const own = inside.find(([path]) => path === name);
    const below = inside
      .filter(([path]) => path !== name)
      .map(([path, head]) => [path.slice(name.length + 1), head] as const);
    lines.push(
      own === undefined ? `040000 tree ${await writeTree(call, below)}\t${name}` : `${own[1]}\t${name}`,
    );
  }
  return await call.repository.git.run(["mktree"], lines.map((line) => `${line}\n`).join(""));
}

const branchRef = z.string().regex(/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/);

export const gitRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/repos/{owner}/{repo}",
    needs: [],
    answer: ({ repository }) => ({ status: 200, body: shownRepository(repository) }),
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/contents/{path+}",
    needs: READ,
    query: ["ref"],
    async answer(call) {
      const { path = "" } = call.path;
      const at = await commitOf(call, call.query.ref ?? call.repository.defaultBranch);
      const found = await call.repository.git.content(at, path);
      if (found === undefined) {
        throw notFound();
      }
      if (found.kind === "folder") {
        return {
          status: 200,
          body: found.entries.map((entry) => ({ ...entry, path: `${path}/${entry.name}` })),
        };
      }
      return call.accept.includes("raw")
        ? { status: 200, body: found.bytes, headers: { "content-type": "application/vnd.github.raw+json" } }
        : { status: 200, body: shownFile(path, found) };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/compare/{basehead+}",
    needs: READ,
    answer: async (call) => ({ status: 200, body: await compare(call) }),
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/branches/{branch+}",
    needs: READ,
    async answer(call) {
      const { branch = "" } = call.path;
      const commit = await call.repository.git.commit(`refs/heads/${branch}`);
      if (commit === undefined) {
        throw new ApiError(404, "Branch not found");
      }
      return { status: 200, body: { name: branch, commit: { sha: commit } } };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/git/ref/{ref+}",
    needs: READ,
    async answer(call) {
      const name = `refs/${call.path.ref}`;
      const commit = await call.repository.git.commit(name);
      if (commit === undefined) {
        throw notFound();
      }
      return { status: 200, body: shownRef(name, commit) };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/git/refs",
    needs: WRITE,
    body: z.strictObject({ ref: branchRef, sha }),
    async answer({ repository: { git }, body }) {
      if ((await git.commit(body.ref)) !== undefined) {
        throw new ApiError(422, "Reference already exists");
      }
      await git.run(["update-ref", body.ref, body.sha]);
      return { status: 201, body: shownRef(body.ref, body.sha) };
    },
  }),
  withBody({
    method: "PATCH",
    template: "/repos/{owner}/{repo}/git/refs/{ref+}",
    needs: WRITE,
    body: z.strictObject({ sha, force: z.boolean().optional() }),
    async answer({ repository: { git }, path, body }) {
      const name = `refs/${path.ref}`;
      const old = await git.commit(name);
      if (old === undefined) {
        throw new ApiError(422, "Reference does not exist");
      }
      const forward = (await git.run(["merge-base", old, body.sha]).catch(() => "")) === old;
      if (!(forward || body.force === true)) {
        throw new ApiError(422, "Update is not a fast forward");
      }
      await git.run(["update-ref", name, body.sha]);
      return { status: 200, body: shownRef(name, body.sha) };
    },
  }),
  {
    method: "DELETE",
    template: "/repos/{owner}/{repo}/git/refs/{ref+}",
    needs: WRITE,
    async answer({ repository: { git }, path }) {
      await git.run(["update-ref", "-d", `refs/${path.ref}`]);
      return { status: 204 };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/git/trees",
    needs: WRITE,
    body: z.strictObject({ base_tree: z.string().optional(), tree: z.array(treeEntry).min(1) }),
    async answer(call) {
      const { base_tree: base, tree } = call.body;
      return { status: 201, body: { sha: await createTree(call, base, tree) } };
    },
  }),
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/git/commits",
    needs: WRITE,
    body: z.strictObject({ message: z.string().min(1), tree: sha, parents: z.array(sha) }),
    async answer({ repository: { git }, body }) {
      const parents = body.parents.flatMap((parent) => ["-p", parent]);
      const commit = await git.run(["commit-tree", body.tree, ...parents], body.message);
      return { status: 201, body: { sha: commit, tree: { sha: body.tree } } };
    },
  }),
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/git/commits/{sha}",
    needs: READ,
    async answer(call) {
      const commit = await commitOf(call, call.path.sha ?? "");
      const tree = await call.repository.git.run(["rev-parse", `${commit}^{tree}`]);
      return { status: 200, body: { sha: commit, tree: { sha: tree } } };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/commits/{ref}",
    needs: READ,
    answer: async (call) => ({
      status: 200,
      body: await shownCommit(call, await commitOf(call, call.path.ref ?? "")),
    }),
  },
];
