import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GitRepository } from "../../src/actions/testing/github-stand/git.ts";
import { type GitHubStand, startGitHubStand } from "../../src/actions/testing/github-stand/stand.ts";
import type { StandToken } from "../../src/actions/testing/github-stand/state.ts";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { type TemporaryFolder, temporaryFolder } from "../../src/exec/temporary-folder.ts";
import { graphRun } from "../../src/graph/testing/graph-run.ts";
import { keepModule } from "../../src/graph/testing/module-shard.ts";
import { inputsDigest } from "../../src/lock/inputs.ts";
import { lockText } from "../../src/lock/lockfile.ts";
import { type FileServer, serveFiles } from "../../src/page/testing/file-server.ts";
import { parsePkginfo } from "../../src/pkginfo/parse.ts";
import type { Use } from "../../src/shard/records.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { shardObjectKey } from "../../src/store/layout.ts";

let folder: TemporaryFolder;
let stand: GitHubStand;
let git: GitRepository;

const SKIPPED = `# Skipped packages

## Other reasons

| package | version | reason | since |
| --- | --- | --- | --- |
| Late-One | 0.9 | It did not build. | 2026-01-01 |
`;

beforeEach(async () => {
  folder = await temporaryFolder();
  stand = await startGitHubStand();
  const gitDir = join(folder.path, "graph.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", gitDir]);
  ({ git } = stand.addRepository({ fullName: "org/graph", gitDir }));
  await git.commitFiles("main", {
    "pkginfo/alpha.yaml": pkginfo("alpha", "1.0"),
    "pkginfo/beta.yaml": pkginfo("beta", "1.0"),
    "pkginfo/gamma.yaml": pkginfo("gamma", "1.0"),
    "dockerfiles/alpha/requirements.txt": lock("alpha", "1.0", ["beta 1.0", "old 3.0"]),
    "skipped.md": SKIPPED,
  });
});

afterEach(async () => {
  await stand.close();
  await folder.remove();
});

const pkginfo = (name: string, version: string) => `# kept\nname: ${name}\nversion: "${version}" # pinned\n`;

function lock(name: string, version: string, others: readonly string[] = []): string {
  const digest = inputsDigest(parsePkginfo(pkginfo(name, version), `pkginfo/${name}.yaml`), "3.13");
  const packages = [`${name} ${version}`, ...others].map((text) => {
    const [one = "", of = ""] = text.split(" ");
    return { name: one, version: of, hashes: ["a".repeat(64)], fromSource: false };
  });
  return lockText({ name, version, python: "3.13", inputsDigest: digest, asOf: null, packages }, "install");
}

interface Offer {
  bumps?: { stem: string; to: string }[];
  unskipped?: { name: string; version: string }[];
  reduced?: { stem: string; changes: { added: unknown[]; removed: unknown[] } }[];
  /** Locks and whatever else is put beside them, by path. */
  files?: Record<string, string | Buffer>;
}

const APP: StandToken = { login: "bumper[bot]", permissions: { contents: "write", pull_requests: "write" } };
let runs = 0;

async function open(offer: Offer, token = APP, commit?: string, store = "", groups = "") {
  runs += 1;
  const [root, proposals] = [join(folder.path, `clone-${runs}`), join(folder.path, `proposals-${runs}`)];
  execFileSync("git", ["clone", "--quiet", join(folder.path, "graph.git"), root]);
  const { bumps = [], unskipped = [], reduced = [], files = {} } = offer;
  const all = { "bump.json": JSON.stringify({ format: 1, bumps, unskipped, reduced }), ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(proposals, path)), { recursive: true });
    await writeFile(join(proposals, path), text);
  }
  const run = await runActionFor("open-bumps", {
    cwd: root,
    inputs: {
      proposals,
      base: "main",
      commit: commit ?? (await git.commit("refs/heads/main")) ?? "",
      token: stand.addToken(token),
      author: token.login,
      store,
      groups,
    },
    env: { GITHUB_API_URL: stand.url, GITHUB_REPOSITORY: "org/graph", GITHUB_RUN_ID: "1" },
  });
  return { ...run, pulls: JSON.parse(run.outputs["pull-requests"] ?? "[]") as unknown };
}

const show = (path: string) => git.run(["show", path]);
const alphaTo = (version: string): Offer => ({
  bumps: [{ stem: "alpha", to: version }],
  files: { "dockerfiles/alpha/requirements.txt": lock("alpha", version, ["beta 1.0", "new 0.1"]) },
});

test("each package gets a pull request, those that move in step one together, with what changes in the lock", async () => {
  const { exitCode, stdout, pulls } = await open({
    bumps: ["alpha", "beta", "gamma"].map((stem) => ({ stem, to: "1.10" })),
    files: {
      "dockerfiles/alpha/requirements.txt": lock("alpha", "1.10", ["beta 1.10", "new 0.1"]),
      "dockerfiles/beta/requirements.txt": lock("beta", "1.10"),
      "dockerfiles/gamma/requirements.txt": lock("gamma", "1.10"),
    },
  });
  expect(exitCode, stdout).toBe(0);
  expect(pulls).toEqual([
    { branch: "bump/alpha", done: "opened", number: 1 },
    { branch: "bump/gamma", done: "opened", number: 2 },
  ]);
  const changed = await git.run(["diff", "--name-only", "main", "bump/alpha"]);
  expect(changed.split("\n")).toEqual([
    "dockerfiles/alpha/Dockerfile",
    "dockerfiles/alpha/requirements.txt",
    "dockerfiles/beta/Dockerfile",
    "dockerfiles/beta/requirements.txt",
    "pkginfo/alpha.yaml",
    "pkginfo/beta.yaml",
  ]);
  expect(await show("bump/alpha:pkginfo/alpha.yaml")).toBe(pkginfo("alpha", "1.10").trimEnd());
  const [{ title, body } = { title: "", body: "" }] = stand.state.pulls;
  expect(title).toBe("Move alpha to 1.10, beta to 1.10");
  expect(body).toContain("| <code>beta</code> | 1.0 | 1.10 |");
  expect(body).toContain("| <code>new</code> | – | 0.1 |");
  expect(body).toContain("| <code>old</code> | 3.0 | – |");
});

test("packages of one pattern get one pull request, whose branch stays when others of them move", async () => {
  const to = (version: string, ...stems: string[]): Offer => ({
    bumps: stems.map((stem) => ({ stem, to: version })),
    files: Object.fromEntries(
      stems.map((stem) => [`dockerfiles/${stem}/requirements.txt`, lock(stem, version)]),
    ),
  });
  const grouped = (offer: Offer) => open(offer, APP, undefined, "", "zope.*  *a *m*");
  const { exitCode, stdout, pulls } = await grouped(to("1.1", "alpha", "gamma"));
  expect(exitCode, stdout).toBe(0);
  expect(pulls).toEqual([{ branch: "bump/_a", done: "opened", number: 1 }]);
  const [{ title, body } = { title: "", body: "" }] = stand.state.pulls;
  expect(title).toBe("Move 2 packages of *a");
  expect(body).toContain("These come together by the pattern <code>&#42;a</code>.");
  const changed = await git.run(["diff", "--name-only", "main", "bump/_a", "--", "pkginfo"]);
  expect(changed.split("\n")).toEqual(["pkginfo/alpha.yaml", "pkginfo/gamma.yaml"]);
  expect((await grouped(to("1.2", "gamma"))).pulls).toEqual([
    { branch: "bump/_a", done: "updated", number: 1 },
  ]);
  expect(stand.state.pulls).toMatchObject([{ title: "Move gamma from 1.0 to 1.2" }]);
});

test("a pattern that is none is refused", async () => {
  const { exitCode, stdout } = await open(alphaTo("1.1"), APP, undefined, "", "types-* a?");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("input groups: expected the name of a distribution in which * stands for any");
  expect(stand.state.pulls).toEqual([]);
});

test.for([
  ["a key that is not there", "alpha", [], [{ key: "apt", item: "git" }]],
  ["a key in the place of another", "alpha", [{ key: "apt", item: "git", reason: "" }], []],
  ["a package that is not there", "delta", [], [{ key: "apt", item: "git" }]],
  ["nothing", "alpha", [], []],
] as const)("a pkginfo is not made smaller by %s", async ([, stem, added, removed]) => {
  const reduced = [{ stem, changes: { added: [...added], removed: [...removed] } }];
  const { exitCode, stdout } = await open({ reduced });
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`${stem} was handed over without keys that it does not have, or with others`);
  expect(stand.state.pulls).toEqual([]);
});

describe("with the graph of the latest run", () => {
  let server: FileServer;

  beforeEach(async () => {
    const store = folderStore(join(folder.path, "graph"));
    const of = { distribution: "alpha", version: "1.0", id: "alpha.old" };
    const use: Use = { record: "use", in: "user", of, how: ["call"], count: 1, lines: [1], positional: 0 };
    await graphRun(store, [
      await keepModule(store, "alpha", {
        nodes: [["alpha.old", "function"]],
        members: { old: "alpha.old" },
      }),
      await keepModule(store, "user", { uses: [use] }),
    ]);
    server = await serveFiles(join(folder.path, "graph"));
  });

  afterEach(() => server.close());

  /** The shard of a release without functions. */
  async function handedShard(version: string): Promise<Buffer> {
    const made = folderStore(join(folder.path, "made"));
    return await readFile(await made.localPath(shardObjectKey(await keepModule(made, "alpha", { version }))));
  }

  test("the pull request says what the new release changes, and who uses that", async () => {
    const offer = alphaTo("1.10");
    const files = { ...offer.files, "shards/alpha.jsonl.gz": await handedShard("1.10") };
    const { exitCode, stdout } = await open({ ...offer, files }, APP, undefined, server.address);
    expect(exitCode, stdout).toBe(0);
    const [{ body } = { body: "" }] = stand.state.pulls;
    expect(body).toContain("<details><summary>⚠️ <code>alpha</code> 1.0 → 1.10: 1 breaking · 0 risky");
    expect(body).toContain("- <code>alpha.old</code>: function removed; used by user");
    expect(body).toContain("| <code>new</code> | – | 0.1 |");
  });

  test.each([
    ["of another release", async () => await handedShard("1.9"), "this is the shard of another release"],
    ["that is none", async () => Buffer.from("no shard"), "What alpha 1.10 changes is not known"],
  ])("a shard %s tells nothing, and the pull request is opened all the same", async (_, shard, said) => {
    const offer = alphaTo("1.10");
    const files = { ...offer.files, "shards/alpha.jsonl.gz": await shard() };
    const { exitCode, stdout } = await open({ ...offer, files }, APP, undefined, server.address);
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain(said);
    expect(stand.state.pulls[0]?.body).not.toContain("<details>");
  });

  test("a release that nobody explored is told as that", async () => {
    await open(alphaTo("1.10"), APP, undefined, server.address);
    expect(stand.state.pulls[0]?.body).toContain("<code>alpha</code> 1.0 → 1.10: not compared");
  });
});

test("the commit that the other job names is only compared: an earlier one of main will do, and no other one", async () => {
  const earlier = await git.commit("refs/heads/main");
  const foreign = await git.commitFiles(
    "foreign",
    { "pkginfo/alpha.yaml": pkginfo("alpha", "0.1") },
    earlier,
  );
  const newest = await git.commitFiles("main", { "README.md": "moved on\n" });
  const refused = await open(alphaTo("1.1"), APP, foreign);
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("which is not in the history of");
  expect(stand.state.pulls).toEqual([]);
  const { exitCode, stdout } = await open(alphaTo("1.1"), APP, earlier);
  expect(exitCode, stdout).toBe(0);
  expect(await git.run(["rev-parse", "bump/alpha^"])).toBe(newest);
});

test("what is there already is not pushed again; a newer version updates branch and pull request", async () => {
  await open(alphaTo("1.1"));
  const before = await git.commit("refs/heads/bump/alpha");
  await git.commitFiles("main", { "README.md": "moved on\n" });
  expect((await open(alphaTo("1.1"))).pulls).toEqual([{ branch: "bump/alpha", done: "kept", number: 1 }]);
  expect(await git.commit("refs/heads/bump/alpha")).toBe(before);
  expect((await open(alphaTo("1.2"))).pulls).toEqual([{ branch: "bump/alpha", done: "updated", number: 1 }]);
  expect(await show("bump/alpha:pkginfo/alpha.yaml")).toContain('"1.2"');
  expect(await show("bump/alpha:README.md")).toBe("moved on");
  expect(stand.state.pulls).toMatchObject([{ title: "Move alpha from 1.0 to 1.2" }]);
});

test("a pull request that a person closed is not opened again for the same version, only for a later one", async () => {
  await open(alphaTo("1.1"));
  Object.assign(stand.state.pulls[0] ?? {}, { state: "closed" });
  await git.run(["update-ref", "-d", "refs/heads/bump/alpha"]);
  expect((await open(alphaTo("1.1"))).pulls).toEqual([{ branch: "bump/alpha", done: "closed", number: 1 }]);
  expect((await open(alphaTo("1.2"))).pulls).toEqual([{ branch: "bump/alpha", done: "opened", number: 2 }]);
});

test("a pull request of releases that are kept by now is closed, and may come again; others stay open", async () => {
  await open(alphaTo("1.1"));
  stand.state.pulls.push({
    ...{ number: 2, repository: "org/graph", title: "Mine", body: "", user: "someone", draft: false },
    ...{ state: "open", merged: false, base: "main", headSha: "" },
    head: { repository: "org/graph", branch: "main" },
  });
  expect((await open({})).exitCode).toBe(0);
  expect(stand.state.pulls).toMatchObject([{ state: "open" }, { state: "open" }]);
  await git.commitFiles("main", { "pkginfo/alpha.yaml": pkginfo("alpha", "1.1") });
  const { stdout } = await open({});
  expect(stdout).toContain("Closed pull request 1");
  expect(stand.state.pulls).toMatchObject([{ state: "closed" }, { state: "open" }]);
  expect(await git.commit("refs/heads/bump/alpha")).toBeUndefined();
  await git.commitFiles("main", { "pkginfo/alpha.yaml": pkginfo("alpha", "1.0") });
  expect((await open(alphaTo("1.1"))).pulls).toMatchObject([{ branch: "bump/alpha", done: "opened" }]);
});

test("a branch that somebody has worked on is left as it is", async () => {
  await open(alphaTo("1.1"));
  const theirs = await git.commitFiles("bump/alpha", {
    "pkginfo/alpha.yaml": "name: alpha\nversion: 1.1.0\n",
  });
  expect((await open(alphaTo("1.2"))).pulls).toMatchObject([{ done: "changed by hand", number: 1 }]);
  expect(await git.commit("refs/heads/bump/alpha")).toBe(theirs);
});

test("a skipped package that works by now is proposed, its row gone", async () => {
  const text = `# yaml-language-server: $schema=../schemas/pkginfo.schema.json\nname: Late-One\nversion: "1.0"\n`;
  const parsed = parsePkginfo(text, "pkginfo/late-one.yaml");
  const made = lock("late-one", "1.0").replace(
    /sha256:[0-9a-f]{64}/,
    `sha256:${inputsDigest(parsed, "3.13")}`,
  );
  const { stdout, pulls } = await open({
    unskipped: [{ name: "Late-One", version: "1.0" }],
    files: { "dockerfiles/late-one/requirements.txt": made },
  });
  expect(pulls, stdout).toEqual([{ branch: "bump/late-one", done: "opened", number: 1 }]);
  expect(await show("bump/late-one:skipped.md")).not.toContain("Late-One");
  expect(await show("bump/late-one:pkginfo/late-one.yaml")).toBe(text.trimEnd());
  expect(await show("bump/late-one:dockerfiles/late-one/Dockerfile")).toContain("FROM $BASE");
});

const forged: Record<string, Offer> = {
  "a lock of other inputs": { ...alphaTo("1.1"), bumps: [{ stem: "alpha", to: "1.2" }] },
  "a lock with an option in it": {
    ...alphaTo("1.1"),
    files: {
      "dockerfiles/alpha/requirements.txt": `${lock("alpha", "1.1")}--index-url http://evil.invalid\n`,
    },
  },
  "a file that is no lock": { ...alphaTo("1.1"), files: { "dockerfiles/alpha/run.sh": "x" } },
  "no lock at all": { bumps: [{ stem: "alpha", to: "1.1" }] },
  "an older version": alphaTo("0.9"),
  "a package that is not kept": { bumps: [{ stem: "other", to: "1.0" }] },
  "a package that is not skipped": { unskipped: [{ name: "other", version: "1.0" }] },
  "a path for a name": { bumps: [{ stem: "../../x", to: "1.0" }] },
  "a line break in a version": { bumps: [{ stem: "alpha", to: "1.1\nrun: [x]" }] },
};

test.each(Object.entries(forged))("%s is refused, and nothing is opened", async (_what, offer) => {
  const { exitCode, stdout } = await open(offer);
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toMatch(/^::error/m);
  expect(stdout).not.toContain("defect of importgraph");
  expect(stand.state.pulls).toEqual([]);
  expect(await git.run(["for-each-ref", "--format=%(refname)"])).toBe("refs/heads/main");
});

test("what the token may not do is told with the permission or the setting that is missing", async () => {
  const cannotPush = await open(alphaTo("1.1"), {
    ...APP,
    permissions: { pull_requests: "write", contents: "read" },
  });
  expect(cannotPush.exitCode).toBe(1);
  expect(cannotPush.stdout).toContain("give the job the permission contents=write");
  const own = { ...APP, login: "github-actions[bot]", mayOpenPullRequests: false };
  const cannotOpen = await open(alphaTo("1.1"), own);
  expect(cannotOpen.exitCode).toBe(1);
  expect(cannotOpen.stdout).toContain("Allow GitHub Actions to create and approve pull requests");
});
