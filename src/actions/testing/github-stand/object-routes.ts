/** Git's objects, one by one or many with one request, over a real repository. */

import { z } from "zod";
import { ApiError, type Call, notFound, type Route, withBody } from "./route.ts";

const READ = [["contents", "read"]] as const;
const OID = /^[0-9a-f]{40}$/;
/** GitHub lists so many entries of a tree with all that is below it. */
const MOST_ENTRIES = 100_000;
/** Of a text in an answer to a query; longer ones are cut. */
const LONGEST_TEXT_BYTES = 512_000;

async function shownTree(call: Call): Promise<unknown> {
  const { git } = call.repository;
  const { sha = "" } = call.path;
  const tree = OID.test(sha)
    ? await git.run(["rev-parse", "--verify", "--quiet", `${sha}^{tree}`]).catch(() => undefined)
    : undefined;
  if (tree === undefined) {
    throw notFound();
  }
  const all = call.query.recursive === undefined ? [] : ["-r", "-t"];
  const lines = (await git.run(["ls-tree", "-z", "--long", ...all, tree])).split("\0").filter(Boolean);
  const entries = lines.slice(0, MOST_ENTRIES).map((line) => {
    const [head = "", path = ""] = line.split("\t");
    const [mode, type, oid, size = "-"] = head.split(/ +/);
    return { path, mode, type, sha: oid, ...(size === "-" ? {} : { size: Number(size) }) };
  });
  return { sha: tree, tree: entries, truncated: lines.length > entries.length };
}

async function bytesOf({ repository: { git } }: Call, oid: string): Promise<Buffer | undefined> {
  const type = await git.run(["cat-file", "-t", oid]).catch(() => undefined);
  return type === "blob" ? await git.blob(oid) : undefined;
}

/** The one form of query that is asked here: blobs by their digests. */
async function queriedBlobs(call: Call, query: string): Promise<Record<string, unknown>> {
  const [, fields = ""] =
    /^query \(\$owner: String!, \$repo: String!\) \{ repository\(owner: \$owner, name: \$repo\) \{ (.*) \} \}$/.exec(
      query,
    ) ?? [];
  const asked = [
    ...fields.matchAll(/(\w+): object\(oid: "([0-9a-f]{40})"\) \{ \.\.\. on Blob \{ text isTruncated \} \}/g),
  ];
  if (asked.map(([text]) => text).join(" ") !== fields || asked.length === 0) {
    throw new ApiError(400, "the stand does not know this query");
  }
  const found: Record<string, unknown> = {};
  for (const [, name = "", oid = ""] of asked) {
    const bytes = await bytesOf(call, oid);
    const isText = bytes !== undefined && !bytes.includes(0);
    found[name] =
      bytes === undefined
        ? null
        : {
            text: isText ? bytes.subarray(0, LONGEST_TEXT_BYTES).toString("utf8") : null,
            isTruncated: isText && bytes.length > LONGEST_TEXT_BYTES,
          };
  }
  return found;
}

export const objectRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/git/trees/{sha}",
    needs: READ,
    query: ["recursive"],
    answer: async (call) => ({ status: 200, body: await shownTree(call) }),
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/git/blobs/{sha}",
    needs: READ,
    async answer(call) {
      const bytes = await bytesOf(call, call.path.sha ?? "");
      if (bytes === undefined) {
        throw notFound();
      }
      return { status: 200, body: { encoding: "base64", content: bytes.toString("base64") } };
    },
  },
  withBody({
    method: "POST",
    template: "/graphql",
    needs: READ,
    body: z.strictObject({
      query: z.string(),
      variables: z.strictObject({ owner: z.string(), repo: z.string() }),
    }),
    answer: async (call) => ({
      status: 200,
      body: { data: { repository: await queriedBlobs(call, call.body.query) } },
    }),
  }),
];
