/** What a pull request is told that changes locks; the store is a server of files. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Permissions } from "../../src/actions/testing/github-stand/state.ts";
import {
  NEEDED,
  type ReportStand,
  startReportStand,
  withoutCode,
} from "../../src/actions/testing/report-stand.ts";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { type ServedReleases, serveReleases } from "../../src/actions/testing/served-releases.ts";

const UV = (version: string) => `version = 1
[[package]]
name = "mine"
version = "0"
source = { editable = "." }
dependencies = [{ name = "lib" }]

[[package]]
name = "lib"
version = "${version}"
source = { registry = "https://packages.example/simple" }
`;

let store: ServedReleases;
let at: ReportStand;
let workspace: string;

beforeAll(async () => {
  store = await serveReleases();
});

afterAll(() => store.close());

beforeEach(async () => {
  at = await startReportStand();
  workspace = join(store.folder, "workspace");
});

afterEach(async () => {
  await at.close();
  await rm(workspace, { recursive: true, force: true });
});

/** A pull request that changes files, and the workspace that actions/checkout makes of it. */
async function check(
  before: Record<string, string>,
  after: Record<string, string | null>,
  {
    inputs = {},
    from = "org/graph",
    permissions = NEEDED,
  }: {
    inputs?: Record<string, string>;
    from?: "org/graph" | "someone/graph";
    permissions?: Permissions;
  } = {},
) {
  await at.origin.commitFiles("main", before);
  const baseSha = await at.origin.commit("refs/heads/main");
  const { git } = await at.openPull("org/graph", {});
  at.github.state.pulls.length = 0;
  const headSha = await git.commitFiles("change", after, baseSha);
  at.github.state.pulls.push({
    ...{ number: 7, repository: "org/graph", title: "Bump", body: "", user: "renovate", draft: false },
    ...{ state: "open", merged: false, base: "main", headSha },
    head: { repository: "org/graph", branch: "change" },
  });
  await rm(workspace, { recursive: true, force: true });
  for (const [path, text] of Object.entries({ ...before, ...after })) {
    if (text !== null) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
  }
  const event = join(store.folder, "event.json");
  const pull = {
    number: 7,
    base: { sha: baseSha, repo: { full_name: "org/graph" } },
    head: { sha: headSha, repo: { full_name: from } },
  };
  await writeFile(event, JSON.stringify({ pull_request: pull }));
  const token = at.github.addToken({ login: "github-actions[bot]", permissions });
  return await runActionFor("check-upgrade", {
    cwd: workspace,
    inputs: { store: store.address, token, ...inputs },
    env: {
      ...{ GITHUB_API_URL: at.github.url, GITHUB_REPOSITORY: "org/graph", GITHUB_RUN_ID: "3" },
      ...{ GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: event },
    },
  });
}

const APP = { "app/main.py": "import lib\n\nlib.fetch('x', timeout=3)\nlib.gone()\n" };

test("what breaks is told by a comment that is kept up, beside the lines, and makes the step red", async () => {
  const before = { ...APP, "requirements.txt": "lib==1.0\n" };
  const first = await check(before, { "requirements.txt": "lib==2.0\n" });
  expect(first.exitCode, first.stdout).toBe(1);
  expect(first.stdout).toMatch(
    /^::error file=app\/main\.py,line=4::lib\.gone \(lib 2\.0\): function removed/m,
  );
  expect(first.outputs).toMatchObject({ breaking: "2", warnings: "0", locks: '["requirements.txt"]' });
  expect(first.outputs.failure).toBe("2 places of the project break");
  const [body = ""] = at.comments();
  expect(body).toContain("❌ importgraph: 2 places of this project break");
  expect(body).toContain("<code>requirements&#46;txt</code>: 1 version changes.".replace("&#46;", "."));
  expect(body).toContain("lib 1.0 → 2.0&#58; 2 of 3 uses break in 1 file");
  expect(body).toContain("| <code>app/main.py&#58;4</code> | <code>lib.gone</code> | function removed |");
  expect(first.page).toContain("lib.gone");

  // The author has adapted the code since.
  const second = await check(before, {
    "requirements.txt": "lib==2.0\n",
    "app/main.py": "import lib\nlib.fetch('x')\n",
  });
  expect(second.exitCode, second.stdout).toBe(0);
  expect(at.comments()).toHaveLength(1);
  expect(at.comments()[0]).toContain("✅ importgraph: nothing of this project breaks");
});

test("several locks are told each with its own folder's sources, and why others were not looked at", async () => {
  const { stdout, outputs } = await check(
    {
      "one/app.py": "import lib\nlib.gone()\n",
      "one/uv.lock": UV("1.0"),
      "two/app.py": "import lib\nlib.fetch('x')\n",
      "two/requirements.txt": "lib==1.0\nother==1\n",
      "requirements-dev.txt": "lib>=1\n",
    },
    {
      "one/uv.lock": UV("2.0"),
      "two/requirements.txt": "lib==2.0 \\\n  --hash=sha256:00\n",
      "requirements-dev.txt": "lib>=2\n",
      "new/requirements.txt": "lib==2.0\n",
    },
    { inputs: { "fail-on": "nothing" } },
  );
  expect(outputs, stdout).toMatchObject({ breaking: "1", failure: "" });
  const [body = ""] = at.comments();
  expect(body).toContain("<code>one/app.py&#58;2</code>");
  expect(body).not.toContain("two/app.py");
  expect(body).toContain("<code>two/requirements.txt</code>: 1 version changes, 1 is gone.");
  expect(body).toMatch(/requirements-dev\.txt<\/code> was not looked at&?.*no exact versions/);
  expect(body).toMatch(/new\/requirements\.txt<\/code> was not looked at&?.*it is new/);
});

const LOCKS: Record<string, (version: string) => string> = {
  "uv.lock": UV,
  "pylock.toml": (version) =>
    `lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "lib"\nversion = "${version}"\n`,
  "poetry.lock": (version) =>
    `[[package]]\nname = "lib"\nversion = "${version}"\n[metadata]\nlock-version = "2.1"\n`,
  "Pipfile.lock": (version) =>
    JSON.stringify({ _meta: {}, default: { lib: { version: `==${version}` } }, develop: {} }, null, 2),
  "requirements/prod.txt": (version) => `lib==${version}\n`,
};

test.each(Object.entries(LOCKS))("%s is read as it was and as it is", async (path, lock) => {
  const { stdout, outputs } = await check(
    { ...APP, [path]: lock("1.0") },
    { [path]: lock("2.0") },
    { inputs: { "fail-on": "nothing" } },
  );
  expect(outputs, stdout).toMatchObject({ breaking: "2", locks: JSON.stringify([path]) });
  expect(at.comments()[0]).toContain("lib 1.0 → 2.0&#58; 2 of 3 uses break in 1 file");
});

test("what the store has not is explored on the runner, where that is wanted", async () => {
  const { stdout, outputs } = await check(
    {
      "app/main.py": "import iniconfig\niniconfig.iscommentline('x')\niniconfig.IniConfig('x')\n",
      "requirements.txt": "iniconfig==1.1.1\n",
    },
    { "requirements.txt": "iniconfig==2.0.0\n" },
    { inputs: { "fail-on": "nothing", explore: "true" } },
  );
  expect(outputs, stdout).toMatchObject({ failure: "" });
  const [body = ""] = at.comments();
  expect(body).toContain("iniconfig 1.1.1 → 2.0.0&#58;");
  expect(body).not.toContain("not explored");
});

test("of a fork it may not write: the step's page says so and has it all", async () => {
  const run = await check(
    { ...APP, "requirements.txt": "lib==1.0\n" },
    { "requirements.txt": "lib==2.0\n" },
    { from: "someone/graph", permissions: { contents: "read", pull_requests: "read" } },
  );
  expect(at.comments()).toEqual([]);
  expect(run.outputs, run.stdout).toMatchObject({ breaking: "2", comment: "" });
  expect(run.page).toContain("lib.gone");
  expect(run.page).toContain("comes from a fork, so that this run may not write");
});

test("what is unknown is told, and hostile names stay text", async () => {
  const evil = "[x](https:evil) @org ![i](y) <img>";
  await check(
    { [`app/${evil}.py`]: "import lib\nlib.gone()\n", "requirements.txt": "lib==1.0\nother==1\n" },
    { "requirements.txt": "lib==2.0\nother==2\n" },
  );
  const outside = withoutCode(at.comments()[0] ?? "");
  expect(at.comments()[0]).toContain("not explored, so that nothing is known of it&#58; other 1, other 2");
  expect(outside).not.toMatch(/@org|<img|!\[/);
});

test("nobody is told anything where no lock changes, and another event is refused", async () => {
  const run = await check({ ...APP, "requirements.txt": "lib==1.0\n" }, { "readme.md": "x" });
  expect(run.exitCode, run.stdout).toBe(0);
  expect([at.comments(), run.page]).toEqual([[], ""]);
  const other = await runActionFor("check-upgrade", {
    cwd: workspace,
    inputs: { store: store.address, token: "x" },
    env: { GITHUB_EVENT_NAME: "push" },
  });
  expect(other.stdout).toContain('this is a run for "push", expected one for pull_request');
});
