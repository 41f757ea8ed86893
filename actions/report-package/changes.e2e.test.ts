import { afterEach, beforeEach, expect, test } from "vitest";
import {
  explored,
  lock,
  NEEDED,
  PKGINFO,
  type ReportStand,
  startReportStand,
  withoutCode,
} from "../../src/actions/testing/report-stand.ts";
import { inputsDigest } from "../../src/lock/inputs.ts";
import { lockText } from "../../src/lock/lockfile.ts";
import { parsePkginfo } from "../../src/pkginfo/parse.ts";
import { startServer } from "../../src/releases/testing/local-index.ts";

let at: ReportStand;

beforeEach(async () => {
  at = await startReportStand();
});

afterEach(() => at.close());

test.for([
  "pkginfo/@org team ![x](y).yaml",
  "pkginfo/x\n::error::x.yaml",
  'pkginfo/it\'s "<b>".yaml',
  "dockerfiles/$(id) `id`/Dockerfile",
])("a pull request with a file called %j is told of, and the name is nothing but text", async (path) => {
  await at.openPull("someone/graph", { [path]: PKGINFO, "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored]);
  const { exitCode, stdout } = await at.reportOn();
  expect(exitCode, stdout).toBe(0);
  const [body = ""] = at.comments();
  expect(body).toContain("<code>reqeusts</code>");
  const outside = withoutCode(body);
  expect(outside).not.toMatch(/@org|!\[|<b>|\$\(id\)/);
  expect(body).not.toMatch(/^::error::x/m);
  expect(stdout).not.toMatch(/^::error::x/m);
});

/** Two releases of a helper, each with one file, as the index dates them. */
const HELPER = { "0.1": "b", "0.2": "c" } as const;

test("a lock that was edited by hand is told, whatever is green: older, withdrawn, by foreign files", async () => {
  const now = { "pkginfo/reqeusts.yaml": PKGINFO, "dockerfiles/reqeusts/requirements.txt": lock() };
  await at.origin.commitFiles("main", now);
  const back = lock().replace("helper==0.1", "helper==0.0.9");
  await at.openPull("org/graph", {
    "dockerfiles/reqeusts/requirements.txt": back.replace("a".repeat(64), "e".repeat(64)),
  });
  at.addReport([explored]);
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
    const run = await at.reportOn(NEEDED, { "ask-index": "true" }, env);
    expect(run.exitCode, run.stdout).toBe(0);
  } finally {
    await index.close();
  }
  const [body = ""] = at.comments();
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
  await at.origin.commitFiles("main", { ...files, ...texts("1.0") });
  await at.openPull("org/graph", texts("2.0"));
  at.addReport([explored]);
  at.github.requests.length = 0;
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(at.comments()[0]).toContain("<code>package-99</code>\n  - 1.0 → 2.0");
  const asked = at.github.requests.map(
    ({ method, path }) => `${method} ${path.replace(/[0-9a-f]{40}/g, "…")}`,
  );
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
    // Whether a proposal stands there from before.
    "GET /repos/org/graph/pulls/7/comments": 1,
    "POST /repos/org/graph/issues/7/comments": 1,
  });
});

test("what is red has its reason in the comment: locks, links, sizes, names, edits by hand", async () => {
  const good = { "pkginfo/reqeusts.yaml": PKGINFO, "dockerfiles/reqeusts/requirements.txt": lock() };
  await at.origin.commitFiles("main", { ...good, "pkginfo/large.yaml": 'name: large\nversion: "1.0"\n' });
  const { git } = await at.openPull("org/graph", {
    "dockerfiles/reqeusts/Dockerfile": "FROM scratch\n",
    "pkginfo/large.yaml": `name: large\nversion: "1.0"\nnotes: ${"x".repeat(2_000_000)}\n`,
    "pkginfo/Other.yaml": 'name: other\nversion: "1.0"\n',
    "pkginfo/typo.yaml": "name: typo\nversoin: 1.0\n",
    "pkginfo/edited.yaml": 'name: edited\nversion: "1.0"\n',
    "dockerfiles/edited/requirements.txt": "idna==3.10\n",
  });
  at.addReport([explored]);
  const run = await at.reportOn();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = at.comments();
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
  await at.reportOn();
  expect(at.comments()[0]).toMatch(/was edited by hand, which was undone.*<code>Dockerfile<\/code>/);
});

test("a lock is used for its own release and with its own back ends only, whatever its digest says", async () => {
  const other = lock().replaceAll("reqeusts==1.0", "reqeusts==0.9");
  const files = { "pkginfo/reqeusts.yaml": PKGINFO, "dockerfiles/reqeusts/requirements.txt": other };
  const { git } = await at.openPull("org/graph", files);
  at.addReport([explored]);
  await at.reportOn();
  expect(at.comments()[0]).toMatch(/its lock can't be used.*does not install reqeusts 1\.0/);
  await git.commitFiles("change", {
    "dockerfiles/reqeusts/requirements.txt": lock(),
    "dockerfiles/reqeusts/build-requirements.txt": lock(
      PKGINFO.replace("libevil-dev", "libother-dev"),
      "build",
    ),
  });
  await at.reportOn();
  expect(at.comments()[0]).toMatch(/its lock can't be used.*build-requirements\.txt belongs to another lock/);
  await git.commitFiles("change", { "dockerfiles/reqeusts/build-requirements.txt": lock(PKGINFO, "build") });
  await at.reportOn();
  expect(at.comments()[0]).not.toContain("its lock can't be used");
});

test("a lock that only the check has made is shown as such, and one that belongs to another pkginfo is not", async () => {
  await at.openPull("someone/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([{ ...explored, locks: { install: lock() } }]);
  await at.reportOn();
  expect(at.comments()[0]).toContain("below is what the check resolved");
  expect(at.comments()[0]).toContain("<code>helper 0.1</code>");
  at.github.state.artifacts.length = 0;
  at.addReport([{ ...explored, locks: { install: lock(PKGINFO.replace("libevil-dev", "libother-dev")) } }]);
  await at.reportOn();
  expect(at.comments()[0]).toContain("there is no lock for it yet");
});

test("a commit of generated files on top is still the run's pull request; any other one is not", async () => {
  const { git } = await at.openPull("org/graph", { "pkginfo/reqeusts.yaml": PKGINFO });
  at.addReport([explored]);
  await git.commitFiles("change", { "dockerfiles/reqeusts/requirements.txt": lock() });
  expect((await at.reportOn()).outputs["pull-requests"]).toBe("[7]");
  expect(at.comments()[0]).toContain("<code>helper 0.1</code>");
  await git.commitFiles("change", { "pkginfo/other.yaml": "name: other\nversion: 1.0\n" });
  const late = await at.reportOn();
  expect(late.exitCode).toBe(0);
  expect(late.outputs["pull-requests"]).toBe("[]");
  expect(late.stdout).toContain("its branch has moved on");
});

test("a pull request about no package gets no comment, unless it has one already, which then says so", async () => {
  const { git } = await at.openPull("org/graph", { "src/x.ts": "", "docs/y.md": "" });
  expect((await at.reportOn()).stdout).toContain("comment not needed");
  expect(at.comments()).toEqual([]);
  const headSha = await git.commitFiles("change", { "pkginfo/reqeusts.yaml": PKGINFO });
  Object.assign(at.github.state.runs[0] ?? {}, { head_sha: headSha });
  at.addReport([explored]);
  await at.reportOn();
  expect(at.comments()[0]).toContain(
    "This changes <code>src/</code>: what checks, builds or explores packages",
  );
  Object.assign(at.github.state.runs[0] ?? {}, {
    head_sha: await git.commitFiles("change", { "pkginfo/reqeusts.yaml": null }),
  });
  at.github.state.artifacts.length = 0;
  await at.reportOn();
  expect(at.comments()).toEqual([expect.stringContaining("no package changed, nothing to explore")]);
});

test("a release of yesterday is pointed at, as the package index dates it; an index that is gone is no failure", async () => {
  await at.openPull("org/graph", {
    "pkginfo/reqeusts.yaml": PKGINFO,
    "dockerfiles/reqeusts/requirements.txt": lock(),
  });
  at.addReport([explored]);
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
    await at.reportOn(NEEDED, { "ask-index": "true" }, env);
    expect(at.comments()[0]).toContain("<code>helper 0.1</code> was uploaded 26 hours ago");
    expect(at.comments()[0]).not.toContain("<code>reqeusts 1.0</code> was uploaded");
  } finally {
    await index.close();
  }
  const without = await at.reportOn(NEEDED, { "ask-index": "true" }, env);
  expect(without.exitCode, without.stdout).toBe(0);
  expect(without.stdout).toContain("What the package index says of helper is not known");
  expect(at.comments()[0]).toContain("could not tell the age of: <code>helper 0.1</code>");
});
