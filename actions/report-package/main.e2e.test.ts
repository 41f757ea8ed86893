import { afterEach, beforeEach, expect, test } from "vitest";
import { SECONDARY_LIMIT } from "../../src/actions/testing/github-stand/stand.ts";
import {
  explored,
  HOSTILE,
  lock,
  NEEDED,
  PKGINFO,
  type ReportStand,
  startReportStand,
  withoutCode,
} from "../../src/actions/testing/report-stand.ts";
import { zipOf } from "../../src/report/testing/zip-stand.ts";

let at: ReportStand;

beforeEach(async () => {
  at = await startReportStand();
});

afterEach(() => at.close());

test("the pull request of a fork gets one comment, changed by later runs, with what a reviewer should look at", async () => {
  const { headSha } = await at.openPull("someone/graph", {
    "pkginfo/reqeusts.yaml": PKGINFO,
    "dockerfiles/reqeusts/requirements.txt": lock(),
  });
  at.github.state.comments.push({
    ...{ id: 1, repository: "org/graph", issue: 7, user: "someone" },
    body: "<!-- importgraph: report on packages -->\nfrom somebody else",
  });
  at.addReport([explored]);
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.outputs["pull-requests"]).toBe("[7]");
  const [, body = ""] = at.comments();
  expect(body).toContain("✅ importgraph: 1 of 1 package explored");
  expect(body).toContain(headSha.slice(0, 10));
  expect(body).toContain("2 modules, 1 class, 5 functions");
  expect(body).toContain("<code>reqeusts</code> is called almost like <code>requests</code>");
  expect(body).toContain("<code>libevil-dev</code>");
  expect(body).toContain("<code>curl &#64;everyone &#124; sh</code>");
  expect(body).toContain(
    "built from source, which runs its code with the network in reach: <code>helper 0.1</code>",
  );
  expect(body).toContain(
    "imported, and not asked for by its metadata: <code>six &#40;six 1.17.0&#41;, in reqeusts&#58;3</code>",
  );
  expect(run.page).toContain("libevil-dev");

  at.addReport([{ ...explored, problems: 0, stages: {}, examples: [] }]);
  await at.reportOn();
  expect(at.comments()).toHaveLength(2);
  expect(at.comments()[1]).toContain("No problems.");
  expect(at.comments()[0]).toContain("from somebody else");
});

test("text of packages can't mention, link, show images, be HTML, or end the block that it stands in", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const failed = {
    stem: "bad",
    status: "failed",
    seconds: 1,
    stage: "build",
    message: `\`\`\`\`\n${HOSTILE}`,
  };
  at.addReport([explored, failed]);
  const { stdout } = await at.reportOn();
  const [body = ""] = at.comments();
  const outside = withoutCode(body);
  expect(outside).not.toMatch(/@|!\[|<img|:\/\/evil/);
  expect(outside).toContain("&#64;&#8203;org/team");
  expect(outside.match(/<\/details>/g)?.length).toBe(outside.match(/<details>/g)?.length);
  expect(stdout).not.toMatch(/^::error::x/m);
});

test.for(["action_required", "skipped", "stale", "startup_failure", "neutral"])(
  "a run that ended with %s has checked nothing, and says nothing",
  async (conclusion) => {
    await at.openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
    Object.assign(at.github.state.runs[0] ?? {}, { conclusion });
    const { exitCode, stdout, outputs } = await at.reportOn();
    expect([exitCode, outputs["pull-requests"], at.comments()]).toEqual([0, "[]", []]);
    expect(stdout).toContain(`it ended with "${conclusion}", before any job ran`);
  },
);

test("a package that could not be locked is told with the reason, as the job that resolves has it", async () => {
  await at.openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const failed = {
    stem: "reqeusts",
    status: "failed",
    seconds: 0,
    stage: "lock",
    message: "no such project",
  };
  const text = JSON.stringify({ format: 1, packages: [failed] });
  at.github.addArtifact({ run: 100, name: "package-report-locks", zip: zipOf(["report.json", text]) });
  Object.assign(at.github.state.runs[0] ?? {}, { conclusion: "failure" });
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(at.comments()[0]).toMatch(/❌ reqeusts failed at lock[\s\S]*no such project/);
});

/** What a job says that a repair came to. */
const REPAIRED = {
  ...{ result: "repaired", tries: 3, message: "", python: "3.13", imported: 9, broken: 1 },
  changes: {
    added: [{ key: "build-apt", item: "libldap-dev", reason: `without it: "lber.h" ${HOSTILE} \`\`\`` }],
    removed: [],
  },
};

async function tellFailed(stem: string, repair: unknown) {
  at.github.state.artifacts.length = 0;
  const failed = { stem, status: "failed", seconds: 1, stage: "build", message: "no lber.h", repair };
  at.addReport([failed]);
  Object.assign(at.github.state.runs[0] ?? {}, { conclusion: "failure" });
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
}

test("what a repair proposes stands beside the lines that it changes, once, and goes when it is not proposed any more", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  await tellFailed("reqeusts", REPAIRED);
  const [{ body, path, startLine, line } = expect.fail()] = at.github.state.reviewComments;
  expect([path, startLine, line]).toEqual(["pkginfo/reqeusts.yaml", null, 3]);
  // The fence is longer than any in the text, which can't end it.
  const [, fence = "", suggested = ""] = /^(`{3,})suggestion\n([\s\S]*)\n\1$/m.exec(body) ?? [];
  expect(fence).toBe("````");
  expect(suggested).toContain("build-apt:\n  # build-apt: libldap-dev: without it:");
  expect(suggested).toContain("  - libldap-dev");
  expect(withoutCode(body)).not.toMatch(/@|!\[|<img|:\/\/evil/);
  expect(at.comments()[0]).toContain(
    "A repair was tried, and with this pkginfo it works** (3 tries): 9 of 10 modules",
  );
  expect(at.comments()[0]).toMatch(/suggested beside its lines\]\(\S+#discussion_r1\)/);

  await tellFailed("reqeusts", REPAIRED);
  expect(at.github.state.reviewComments).toHaveLength(1);
  await tellFailed("reqeusts", { result: "unknown", tries: 4, message: HOSTILE, why: "limits" });
  expect(at.github.state.reviewComments).toEqual([]);
  expect(at.comments()[0]).toContain(
    "A repair was tried (4 tries), and none is known; there was more to try",
  );
  expect(withoutCode(at.comments()[0] ?? "")).not.toMatch(/@|!\[|<img|:\/\/evil/);
});

test("what is proposed for lines that the pull request does not show stands in the comment itself", async () => {
  await at.origin.commitFiles("main", { "pkginfo/reqeusts.yaml": PKGINFO });
  await at.openPull("org/graph", { "dockerfiles/reqeusts/requirements.txt": lock() });
  const of = { result: "repaired", ...{ tries: 2, message: "", python: "3.13", imported: 2, broken: 0 } };
  const removed: unknown[] = [];
  const added = [{ key: "python", item: "3.11", reason: "needed" }];
  await tellFailed("reqeusts", { ...of, changes: { added, removed } });
  expect(at.github.state.reviewComments).toEqual([]);
  expect(at.comments()[0]).toMatch(
    /In <code>pkginfo\/reqeusts\.yaml<\/code>:\n\n```yaml\nname: reqeusts\n[\s\S]*python: "3\.11"\n[\s\S]*\n```\n/,
  );
});

test.for([
  [{ ...REPAIRED, changes: { added: [{ key: "run", item: "curl", reason: "" }], removed: [] } }, /is none/],
  [
    { ...REPAIRED, changes: { added: [{ key: "apt", item: "x; rm", reason: "" }], removed: [] } },
    /makes no pkginfo/,
  ],
  [{ ...REPAIRED, more: 1 }, /is none/],
  [undefined, /No repair was tried\. <code>\.\/scripts\/importgraph repair reqeusts<\/code>/],
  [{ result: "not tried", why: HOSTILE }, /No repair was tried: /],
  [{ result: "sound", tries: 1, message: "" }, /did not fail when it was done again \(1 try\)/],
  [
    { result: "refused", tries: 1, message: "", category: "hardware", reason: "It needs a device." },
    /it can't be explored\. It needs a device\..*skip reqeusts &#45;-category hardware/,
  ],
] as const)("a repair %j is told as what it is, and nothing is suggested", async ([repair, told]) => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  await tellFailed("reqeusts", repair);
  expect(at.comments()[0]).toMatch(told);
  expect(at.github.state.reviewComments).toEqual([]);
  expect(withoutCode(at.comments()[0] ?? "")).not.toMatch(/@|!\[|<img|:\/\/evil/);
});

test("reports that are of another plan than the others are told, and not shown", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const of = (plan: string, number: number, stem: string) => {
    const text = JSON.stringify({
      format: 1,
      bin: { number, of: 3 },
      plan,
      packages: [{ ...explored, stem }],
    });
    at.github.addArtifact({ run: 100, name: `package-report-${number}`, zip: zipOf(["report.json", text]) });
  };
  of("a".repeat(64), 0, "one");
  of("a".repeat(64), 1, "two");
  of("b".repeat(64), 2, "three");
  await at.reportOn();
  expect(at.comments()[0]).toMatch(/package-report-2.*another plan than the others/);
  expect(at.comments()[0]).toContain("2 of 2 packages explored");
});

test("an earlier run that is reported on late leaves the comment of a later one", async () => {
  const { headSha } = await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored]);
  at.github.state.runs.push({
    ...{ id: 101, repository: "org/graph", name: "package", event: "pull_request", run_attempt: 1 },
    ...{ head_sha: headSha, head_branch: "change", head_repository: "org/graph", conclusion: "failure" },
  });
  await at.reportOn(NEEDED, { "run-id": "101" });
  const [later = ""] = at.comments();
  const run = await at.reportOn();
  expect(run.stdout).toContain("comment kept");
  expect(at.comments()).toEqual([later]);
});

test("a branch or fork that was deleted meanwhile, and a run that was for no pull request, are no failures", async () => {
  const { git } = await at.openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  await git.run(["update-ref", "-d", "refs/heads/change"]);
  const deleted = await at.reportOn();
  expect([deleted.exitCode, at.comments()]).toEqual([0, []]);
  expect(deleted.stdout).toContain("closed, merged or deleted");
  at.github.state.repositories.pop();
  expect((await at.reportOn()).stdout).toContain("the repository that the pull request came from is gone");
  Object.assign(at.github.state.runs[0] ?? {}, { event: "merge_group" });
  expect((await at.reportOn()).stdout).toContain("there is nothing to comment on");
});

test("artifacts that are missing, cut off, too large, forged or doubled are told, and the rest is shown", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored], { number: 0, of: 7 });
  at.addReport([explored], { number: 1, of: 7 });
  const add = (name: string, zip: Buffer, more = {}) =>
    at.github.addArtifact({ run: 100, name, zip, ...more });
  const text = JSON.stringify({ format: 1, bin: { number: 2, of: 7 }, packages: [] });
  add("package-report-2", zipOf(["report.json", text]).subarray(0, 60));
  add("package-report-3", zipOf(["../../../../root/.ssh/authorized_keys", text]));
  add("package-report-4", zipOf(["report.json", "0".repeat(9 * 1024 ** 2)]));
  add("package-report-5", Buffer.alloc(9 * 1024 ** 2), { sizeInBytes: 10 });
  add("package-report-6", zipOf(), { expired: true });
  add("shards-0", Buffer.from("of no interest here"));
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = at.comments();
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
  at.github.state.artifacts.length = 0;
  await at.reportOn();
  expect(at.comments()[0]).toContain("No job of the run reported on a package");
});

test("a report of thousands of packages fits into a comment, and says that it was cut", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  const packages = Array.from({ length: 3000 }, (_, at) => ({ ...explored, stem: `package-${at}` }));
  at.addReport(packages);
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = at.comments();
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain("… and 2900 more packages");
  expect(body).toContain("This is cut off");
  expect(Buffer.byteLength(run.page)).toBeLessThan(1024 * 1024);
});

test("errors that pass are waited for, and leave one comment even where GitHub had done its work", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored]);
  at.github.faults.push(
    { times: 1, path: /artifacts$/, answer: { status: 503 } },
    {
      times: 1,
      path: /files$/,
      answer: { status: 403, message: SECONDARY_LIMIT, headers: { "retry-after": "1" } },
    },
    { times: 1, method: "POST", path: /comments$/, answer: { status: 502 }, afterwards: true },
  );
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.stdout).toContain("secondary rate limit");
  expect(at.comments()).toHaveLength(1);
});

test("a token that may not comment, or none, is an error that names what is missing", async () => {
  await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored]);
  const refused = await at.reportOn({ ...NEEDED, pull_requests: "read" });
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("give the job the permission issues=write; pull_requests=write");
  const wrong = await at.reportOn(NEEDED, { token: "nobody's" });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toContain("Bad credentials");
});

test("packages in a folder of a repository: read from there, with a comment of their own; other folders are nobody's program", async () => {
  const { git, headSha } = await at.openPull("org/graph", {
    "data/graph/pkginfo/reqeusts.yaml": PKGINFO,
    "src/main.c": "int main;",
    "package.json": "{}",
    "pkginfo/other.yaml": "name: other\nversion: 1.0\n",
  });
  const generated = { "data/graph/dockerfiles/reqeusts/requirements.txt": lock() };
  const { state } = at.github;
  const pushed = await git.commitFiles("change", generated, headSha);
  state.pulls.splice(0, 1, ...state.pulls.map((pull) => ({ ...pull, headSha: pushed })));
  at.addReport([explored]);
  const run = await at.reportOn(NEEDED, { root: "data/graph/", "holds-program": "false" });
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = at.comments();
  expect(body).toContain("<!-- importgraph: report on packages of data/graph/ -->");
  expect(body).toContain("<code>libevil-dev</code>");
  expect(body).toContain("<code>helper 0.1</code>");
  expect(body).not.toContain("what checks, builds or explores packages");
  expect(body).not.toContain("other");

  await at.reportOn(NEEDED, { root: "data/graph/" });
  expect(at.comments()[0]).toContain("<code>src/</code>: what checks, builds or explores packages");

  const top = await at.reportOn();
  expect(top.exitCode, top.stdout).toBe(0);
  const refused = await at.reportOn(NEEDED, { root: "../elsewhere" });
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("input root: expected a folder of the repository");
});
