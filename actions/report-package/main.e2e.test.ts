import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { GitRepository } from "../../src/actions/testing/github-stand/git.ts";
import {
  type GitHubStand,
  SECONDARY_LIMIT,
  startGitHubStand,
} from "../../src/actions/testing/github-stand/stand.ts";
import type { Permissions, StandPull } from "../../src/actions/testing/github-stand/state.ts";
import { type ActionRun, runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { type TemporaryFolder, temporaryFolder } from "../../src/exec/temporary-folder.ts";
import { inputsDigest } from "../../src/lock/inputs.ts";
import { lockText } from "../../src/lock/lockfile.ts";
import { parsePkginfo } from "../../src/pkginfo/parse.ts";
import { startServer } from "../../src/releases/testing/local-index.ts";
import { zipOf } from "../../src/report/testing/zip-stand.ts";

let folder: TemporaryFolder;
let stand: GitHubStand;
let origin: GitRepository;
let fork: GitRepository;

beforeEach(async () => {
  folder = await temporaryFolder();
  stand = await startGitHubStand();
  origin = addRepository("org/graph");
  await origin.commitFiles("main", { "pkginfo/requests.yaml": "name: requests\nversion: 2.0\n" });
  fork = addRepository("someone/graph", "org/graph");
  await fork.run(["fetch", "--quiet", `${folder.path}/org-graph.git`, "main:main"]);
});

afterEach(async () => {
  await stand.close();
  await folder.remove();
});

function addRepository(fullName: string, parent?: string): GitRepository {
  const gitDir = `${folder.path}/${fullName.replace("/", "-")}.git`;
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", gitDir]);
  return stand.addRepository({ fullName, gitDir, ...(parent === undefined ? {} : { parent }) }).git;
}

const PKGINFO = 'name: reqeusts\nversion: "1.0"\napt: [libevil-dev]\nrun: ["curl @everyone | sh"]\n';

function lock(pkginfo = PKGINFO): string {
  const parsed = parsePkginfo(pkginfo, "pkginfo/reqeusts.yaml");
  const one = { name: "reqeusts", version: "1.0", hashes: ["a".repeat(64)], fromSource: false };
  const other = { name: "helper", version: "0.1", hashes: ["b".repeat(64)], fromSource: true };
  const head = { name: "reqeusts", version: "1.0", python: "3.13", asOf: null };
  return lockText({ ...head, inputsDigest: inputsDigest(parsed, "3.13"), packages: [one, other] }, "install");
}

/** Opens a pull request from a branch of a repository, and the run that has checked it. */
async function openPull(from: "org/graph" | "someone/graph", files: Record<string, string | null>) {
  const git = from === "org/graph" ? origin : fork;
  const headSha = await git.commitFiles("change", files, await git.commit("refs/heads/main"));
  const pull: StandPull = {
    ...{ number: 7, repository: "org/graph", title: "Add", body: "", user: "someone", draft: false },
    ...{ state: "open", merged: false, base: "main", headSha },
    head: { repository: from, branch: "change" },
  };
  stand.state.pulls.push(pull);
  stand.state.runs.push({
    ...{ id: 100, repository: "org/graph", name: "package", event: "pull_request", run_attempt: 1 },
    ...{ head_sha: headSha, head_branch: "change", head_repository: from, conclusion: "success" },
  });
  return { git, headSha };
}

const HOSTILE =
  "@org/team ![x](https://evil.example/x.png) <img src=x> #1 </details> ::error::x https://evil.example";

const explored = {
  ...{ stem: "reqeusts", status: "explored", seconds: 2, name: "reqeusts", version: "1.0", python: "3.13" },
  ...{ importNames: ["reqeusts"], modules: 2, nodes: 9, kinds: { module: 2, class: 1, function: 5 } },
  ...{ problems: 1, stages: { import: 1 } },
  examples: [{ module: "reqeusts.x", stage: "import", error: "ImportError", message: `\`\`\`\n${HOSTILE}` }],
  notable: [{ kind: "function", name: "reqeusts.get", signature: "(url)", doc: HOSTILE }],
};

function addReport(packages: unknown[], bin = { number: 0, of: 1 }): void {
  const text = JSON.stringify({ format: 1, bin, packages });
  stand.addArtifact({ run: 100, name: `package-report-${bin.number}`, zip: zipOf(["report.json", text]) });
}

const NEEDED: Permissions = { actions: "read", contents: "read", pull_requests: "write" };

function reportOn(
  permissions = NEEDED,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<ActionRun> {
  const token = stand.addToken({ login: "github-actions[bot]", permissions });
  return runActionFor("report-package", {
    cwd: folder.path,
    inputs: { "run-id": "100", token: token, "ask-index": "false", ...inputs },
    env: { GITHUB_API_URL: stand.url, GITHUB_REPOSITORY: "org/graph", GITHUB_RUN_ID: "1", ...env },
  });
}

const comments = () => stand.state.comments.map(({ body }) => body);

test("the pull request of a fork gets one comment, changed by later runs, with what a reviewer should look at", async () => {
  const { headSha } = await openPull("someone/graph", {
    "pkginfo/reqeusts.yaml": PKGINFO,
    "dockerfiles/reqeusts/requirements.txt": lock(),
  });
  stand.state.comments.push({
    ...{ id: 1, repository: "org/graph", issue: 7, user: "someone" },
    body: "<!-- importgraph: report on packages -->\nfrom somebody else",
  });
  addReport([explored]);
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.outputs["pull-requests"]).toBe("[7]");
  const [, body = ""] = comments();
  expect(body).toContain("✅ importgraph: 1 of 1 package explored");
  expect(body).toContain(headSha.slice(0, 10));
  expect(body).toContain("2 modules, 1 class, 5 functions");
  expect(body).toContain("<code>reqeusts</code> is called almost like <code>requests</code>");
  expect(body).toContain("<code>libevil-dev</code>");
  expect(body).toContain("<code>curl &#64;everyone &#124; sh</code>");
  expect(body).toContain(
    "built from source, which runs its code with the network in reach: <code>helper 0.1</code>",
  );
  expect(run.page).toContain("libevil-dev");

  addReport([{ ...explored, problems: 0, stages: {}, examples: [] }]);
  await reportOn();
  expect(comments()).toHaveLength(2);
  expect(comments()[1]).toContain("No problems.");
  expect(comments()[0]).toContain("from somebody else");
});

test("text of packages can't mention, link, show images, be HTML, or end the block that it stands in", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const failed = {
    stem: "bad",
    status: "failed",
    seconds: 1,
    stage: "build",
    message: `\`\`\`\`\n${HOSTILE}`,
  };
  addReport([explored, failed]);
  const { stdout } = await reportOn();
  const [body = ""] = comments();
  // Outside of code, in which GitHub looks for nothing.
  const outside = body.replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "").replaceAll(/<code>[^<]*<\/code>/g, "");
  expect(outside).not.toMatch(/@|!\[|<img|:\/\/evil/);
  expect(outside).toContain("&#64;&#8203;org/team");
  expect(outside.match(/<\/details>/g)?.length).toBe(outside.match(/<details>/g)?.length);
  expect(stdout).not.toMatch(/^::error::x/m);
});

test.for([
  "pkginfo/@org team ![x](y).yaml",
  "pkginfo/x\n::error::x.yaml",
  'pkginfo/it\'s "<b>".yaml',
  "dockerfiles/$(id) `id`/Dockerfile",
])("a pull request with a file called %j is told of, and the name is nothing but text", async (path) => {
  await openPull("someone/graph", { [path]: PKGINFO, "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored]);
  const { exitCode, stdout } = await reportOn();
  expect(exitCode, stdout).toBe(0);
  const [body = ""] = comments();
  expect(body).toContain("<code>reqeusts</code>");
  const outside = body.replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "").replaceAll(/<code>[^<]*<\/code>/g, "");
  expect(outside).not.toMatch(/@org|!\[|<b>|\$\(id\)/);
  expect(body).not.toMatch(/^::error::x/m);
  expect(stdout).not.toMatch(/^::error::x/m);
});

/** Two releases of a helper, each with one file, as the index dates them. */
const HELPER = { "0.1": "b", "0.2": "c" } as const;

test("a lock that was edited by hand is told, whatever is green: older, withdrawn, by foreign files", async () => {
  const now = { "pkginfo/reqeusts.yaml": PKGINFO, "dockerfiles/reqeusts/requirements.txt": lock() };
  await origin.commitFiles("main", now);
  const back = lock().replace("helper==0.1", "helper==0.0.9");
  await openPull("org/graph", {
    "dockerfiles/reqeusts/requirements.txt": back.replace("a".repeat(64), "e".repeat(64)),
  });
  addReport([explored]);
  const index = await startServer((request, response) => {
    const [, name = ""] = /^\/simple\/([^/]+)\//.exec(request.url ?? "") ?? [];
    const version = name === "helper" ? "0.0.9" : "1.0";
    const hash = (name === "helper" ? HELPER["0.1"] : "a").repeat(64);
    const file = { filename: `${name}-${version}.tar.gz`, url: "x", hashes: { sha256: hash } };
    const yanked = name === "helper" ? "It steals" : false;
    response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
    response.end(
      JSON.stringify({
        ...{ meta: { "api-version": "1.1" }, name },
        files: [{ ...file, yanked, "upload-time": "2020-01-01T00:00:00Z" }],
      }),
    );
  });
  try {
    const env = { UV_DEFAULT_INDEX: `${index.url}/simple/` };
    const run = await reportOn(NEEDED, { "ask-index": "true" }, env);
    expect(run.exitCode, run.stdout).toBe(0);
  } finally {
    await index.close();
  }
  const [body = ""] = comments();
  expect(body).toMatch(/🛑 <code>helper<\/code> goes \*\*back\*\* from 0\.1 to 0\.0\.9/);
  expect(body).toMatch(/🛑 <code>helper 0\.0\.9<\/code> was withdrawn by its author: It steals/);
  expect(body).toMatch(/locked by files that the package index does not have.*<code>reqeusts 1\.0<\/code>/);
  expect(body).toMatch(/the same release by other files than before: <code>reqeusts 1\.0<\/code>/);
  expect(body).toContain("its lock changed though its pkginfo asks for the same as before");
});

test("a hundred packages cost some requests, not some for each of them", async () => {
  const files: Record<string, string> = {};
  const texts = (version: string) =>
    Object.fromEntries(
      Array.from({ length: 100 }, (_, at): [string, string][] => {
        const name = `package-${at}`;
        const pkginfo = `name: ${name}\nversion: "${version}"\n`;
        const head = { name, version, python: "3.13", asOf: null };
        const digest = inputsDigest(parsePkginfo(pkginfo, `pkginfo/${name}.yaml`), "3.13");
        const packages = [{ name, version, hashes: ["a".repeat(64)], fromSource: false }];
        const text = lockText({ ...head, inputsDigest: digest, packages }, "install");
        return [
          [`pkginfo/${name}.yaml`, pkginfo],
          [`dockerfiles/${name}/requirements.txt`, text],
          [`dockerfiles/${name}/Dockerfile`, `# ${name} ${version}\n`],
        ];
      }).flat(),
    );
  await origin.commitFiles("main", { ...files, ...texts("1.0") });
  await openPull("org/graph", texts("2.0"));
  addReport([explored]);
  stand.requests.length = 0;
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(comments()[0]).toContain("<code>package-99</code>\n  - 1.0 → 2.0");
  const asked = stand.requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{40}/g, "…")}`);
  const counts = Object.fromEntries([...Map.groupBy(asked, String)].map(([what, all]) => [what, all.length]));
  expect(counts).toEqual({
    "GET /repos/org/graph/actions/runs/100": 1,
    "GET /repos/org/graph/actions/runs/100/artifacts": 1,
    "GET /repos/org/graph/actions/artifacts/1/zip": 1,
    "GET /repos/org/graph/pulls": 1,
    "GET /repos/org/graph/pulls/7/files": 3,
    "GET /repos/org/graph/git/trees/…": 6,
    "POST /graphql": 6,
    "GET /repos/org/graph/issues/7/comments": 1,
    "POST /repos/org/graph/issues/7/comments": 1,
  });
});

test.for(["action_required", "skipped", "stale", "startup_failure", "neutral"])(
  "a run that ended with %s has checked nothing, and says nothing",
  async (conclusion) => {
    await openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
    Object.assign(stand.state.runs[0] ?? {}, { conclusion });
    const { exitCode, stdout, outputs } = await reportOn();
    expect([exitCode, outputs["pull-requests"], comments()]).toEqual([0, "[]", []]);
    expect(stdout).toContain(`it ended with "${conclusion}", before any job ran`);
  },
);

test("what is red has its reason in the comment: locks, links, sizes, names, edits by hand", async () => {
  const good = { "pkginfo/reqeusts.yaml": PKGINFO, "dockerfiles/reqeusts/requirements.txt": lock() };
  await origin.commitFiles("main", { ...good, "pkginfo/large.yaml": 'name: large\nversion: "1.0"\n' });
  const { git } = await openPull("org/graph", {
    "dockerfiles/reqeusts/Dockerfile": "FROM scratch\n",
    "pkginfo/large.yaml": `name: large\nversion: "1.0"\nnotes: ${"x".repeat(2_000_000)}\n`,
    "pkginfo/Other.yaml": 'name: other\nversion: "1.0"\n',
    "pkginfo/typo.yaml": "name: typo\nversoin: 1.0\n",
    "pkginfo/edited.yaml": 'name: edited\nversion: "1.0"\n',
    "dockerfiles/edited/requirements.txt": "idna==3.10\n",
  });
  addReport([explored]);
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = comments();
  expect(body).toMatch(/edited by hand, or of an earlier pkginfo.*<code>Dockerfile<\/code>/);
  expect(body).toMatch(/<code>large<\/code> can't be read.*\n.*2000\d\d\d bytes/);
  expect(body).toMatch(/<code>Other<\/code> can't be read.*\n.*rename it to other\.yaml/s);
  expect(body).toMatch(/<code>typo<\/code> can't be read[\s\S]*unknown key &#34;versoin&#34;/);
  expect(body).toMatch(/its lock can't be used.*requirements\.txt&#58;1/);
  expect(body).toContain("❌ importgraph: 1 of 1 package explored; 3 can't be read");
  expect(body).not.toContain("No longer kept");
  expect(body).not.toContain("there is no lock for it yet");
  // The run pushed what should stand there: the edit is gone from the pull request, and told all the same.
  await git.commitFiles("change", { "dockerfiles/reqeusts/Dockerfile": null });
  await reportOn();
  expect(comments()[0]).toMatch(/was edited by hand, which was undone.*<code>Dockerfile<\/code>/);
});

test("a package that could not be locked is told with the reason, as the job that resolves has it", async () => {
  await openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const failed = {
    stem: "reqeusts",
    status: "failed",
    seconds: 0,
    stage: "lock",
    message: "no such project",
  };
  const text = JSON.stringify({ format: 1, packages: [failed] });
  stand.addArtifact({ run: 100, name: "package-report-locks", zip: zipOf(["report.json", text]) });
  Object.assign(stand.state.runs[0] ?? {}, { conclusion: "failure" });
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(comments()[0]).toMatch(/❌ reqeusts failed at lock[\s\S]*no such project/);
});

test("reports that are of another plan than the others are told, and not shown", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const of = (plan: string, number: number, stem: string) => {
    const text = JSON.stringify({
      format: 1,
      bin: { number, of: 3 },
      plan,
      packages: [{ ...explored, stem }],
    });
    stand.addArtifact({ run: 100, name: `package-report-${number}`, zip: zipOf(["report.json", text]) });
  };
  of("a".repeat(64), 0, "one");
  of("a".repeat(64), 1, "two");
  of("b".repeat(64), 2, "three");
  await reportOn();
  expect(comments()[0]).toMatch(/package-report-2.*another plan than the others/);
  expect(comments()[0]).toContain("2 of 2 packages explored");
});

test("an earlier run that is reported on late leaves the comment of a later one", async () => {
  const { headSha } = await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored]);
  stand.state.runs.push({
    ...{ id: 101, repository: "org/graph", name: "package", event: "pull_request", run_attempt: 1 },
    ...{ head_sha: headSha, head_branch: "change", head_repository: "org/graph", conclusion: "failure" },
  });
  await reportOn(NEEDED, { "run-id": "101" });
  const [later = ""] = comments();
  const run = await reportOn();
  expect(run.stdout).toContain("comment kept");
  expect(comments()).toEqual([later]);
});

test("a lock that only the check has made is shown as such, and one that belongs to another pkginfo is not", async () => {
  await openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([{ ...explored, locks: { install: lock() } }]);
  await reportOn();
  expect(comments()[0]).toContain("below is what the check resolved");
  expect(comments()[0]).toContain("<code>helper 0.1</code>");
  stand.state.artifacts.length = 0;
  addReport([{ ...explored, locks: { install: lock(PKGINFO.replace("libevil-dev", "libother-dev")) } }]);
  await reportOn();
  expect(comments()[0]).toContain("there is no lock for it yet");
});

test("a commit of generated files on top is still the run's pull request; any other one is not", async () => {
  const { git } = await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored]);
  await git.commitFiles("change", { "dockerfiles/reqeusts/requirements.txt": lock() });
  expect((await reportOn()).outputs["pull-requests"]).toBe("[7]");
  expect(comments()[0]).toContain("<code>helper 0.1</code>");
  await git.commitFiles("change", { "pkginfo/other.yaml": "name: other\nversion: 1.0\n" });
  const late = await reportOn();
  expect(late.exitCode).toBe(0);
  expect(late.outputs["pull-requests"]).toBe("[]");
  expect(late.stdout).toContain("its branch has moved on");
});

test("a branch or fork that was deleted meanwhile, and a run that was for no pull request, are no failures", async () => {
  const { git } = await openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  await git.run(["update-ref", "-d", "refs/heads/change"]);
  const deleted = await reportOn();
  expect([deleted.exitCode, comments()]).toEqual([0, []]);
  expect(deleted.stdout).toContain("closed, merged or deleted");
  stand.state.repositories.pop();
  expect((await reportOn()).stdout).toContain("the repository that the pull request came from is gone");
  Object.assign(stand.state.runs[0] ?? {}, { event: "merge_group" });
  expect((await reportOn()).stdout).toContain("there is nothing to comment on");
});

test("artifacts that are missing, cut off, too large, forged or doubled are told, and the rest is shown", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored], { number: 0, of: 7 });
  addReport([explored], { number: 1, of: 7 });
  const add = (name: string, zip: Buffer, more = {}) => stand.addArtifact({ run: 100, name, zip, ...more });
  const text = JSON.stringify({ format: 1, bin: { number: 2, of: 7 }, packages: [] });
  add("package-report-2", zipOf(["report.json", text]).subarray(0, 60));
  add("package-report-3", zipOf(["../../../../root/.ssh/authorized_keys", text]));
  add("package-report-4", zipOf(["report.json", "0".repeat(9 * 1024 ** 2)]));
  add("package-report-5", Buffer.alloc(9 * 1024 ** 2), { sizeInBytes: 10 });
  add("package-report-6", zipOf(), { expired: true });
  add("shards-0", Buffer.from("of no interest here"));
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = comments();
  for (const told of [
    /package-report-2.*damaged or no zip file/,
    /package-report-3.*damaged or no zip file/,
    /package-report-4.*unpacks to more than/,
    /package-report-5.*larger than it said/,
    /package-report-6.*has expired/,
    /No report came from 5 of 7 jobs/,
    /is reported more than once/,
    /✅ importgraph: 1 of 1 package explored/,
  ]) {
    expect(body).toMatch(told);
  }
  stand.state.artifacts.length = 0;
  await reportOn();
  expect(comments()[0]).toContain("No job of the run reported on a package");
});

test("a pull request about no package gets no comment, unless it has one already, which then says so", async () => {
  const { git } = await openPull("org/graph", { "src/x.ts": "", "docs/y.md": "" });
  expect((await reportOn()).stdout).toContain("comment not needed");
  expect(comments()).toEqual([]);
  const headSha = await git.commitFiles("change", { "pkginfo/reqeusts.yaml": PKGINFO });
  Object.assign(stand.state.runs[0] ?? {}, { head_sha: headSha });
  addReport([explored]);
  await reportOn();
  expect(comments()[0]).toContain("This changes <code>src/</code>: what checks, builds or explores packages");
  Object.assign(stand.state.runs[0] ?? {}, {
    head_sha: await git.commitFiles("change", { "pkginfo/reqeusts.yaml": null }),
  });
  stand.state.artifacts.length = 0;
  await reportOn();
  expect(comments()).toEqual([expect.stringContaining("no package changed, nothing to explore")]);
});

test("a release of yesterday is pointed at, as the package index dates it; an index that is gone is no failure", async () => {
  await openPull("org/graph", {
    "pkginfo/reqeusts.yaml": PKGINFO,
    "dockerfiles/reqeusts/requirements.txt": lock(),
  });
  addReport([explored]);
  const yesterday = new Date(Date.now() - 26 * 3_600_000).toISOString();
  const index = await startServer((request, response) => {
    const [, name = ""] = /^\/simple\/([^/]+)\//.exec(request.url ?? "") ?? [];
    const version = name === "helper" ? "0.1" : "1.0";
    const time = name === "helper" ? yesterday : "2020-01-01T00:00:00Z";
    const file = { filename: `${name}-${version}.tar.gz`, url: "x", hashes: {}, "upload-time": time };
    response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
    response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name, files: [file] }));
  });
  const env = { UV_DEFAULT_INDEX: `${index.url}/simple/` };
  try {
    await reportOn(NEEDED, { "ask-index": "true" }, env);
    expect(comments()[0]).toContain("<code>helper 0.1</code> was uploaded 26 hours ago");
    expect(comments()[0]).not.toContain("<code>reqeusts 1.0</code> was uploaded");
  } finally {
    await index.close();
  }
  const without = await reportOn(NEEDED, { "ask-index": "true" }, env);
  expect(without.exitCode, without.stdout).toBe(0);
  expect(without.stdout).toContain("What the package index says of helper is not known");
  expect(comments()[0]).toContain("could not tell the age of: <code>helper 0.1</code>");
});

test("a report of thousands of packages fits into a comment, and says that it was cut", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const packages = Array.from({ length: 3000 }, (_, at) => ({ ...explored, stem: `package-${at}` }));
  addReport(packages);
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = comments();
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain("… and 2900 more packages");
  expect(body).toContain("This is cut off");
  expect(Buffer.byteLength(run.page)).toBeLessThan(1024 * 1024);
});

test("errors that pass are waited for, and leave one comment even where GitHub had done its work", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored]);
  stand.faults.push(
    { times: 1, path: /artifacts$/, answer: { status: 503 } },
    {
      times: 1,
      path: /files$/,
      answer: { status: 403, message: SECONDARY_LIMIT, headers: { "retry-after": "1" } },
    },
    { times: 1, method: "POST", path: /comments$/, answer: { status: 502 }, afterwards: true },
  );
  const run = await reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.stdout).toContain("secondary rate limit");
  expect(comments()).toHaveLength(1);
});

test("a token that may not comment, or none, is an error that names what is missing", async () => {
  await openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  addReport([explored]);
  const refused = await reportOn({ ...NEEDED, pull_requests: "read" });
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("give the job the permission issues=write; pull_requests=write");
  const wrong = await reportOn(NEEDED, { token: "nobody's" });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toContain("Bad credentials");
});
