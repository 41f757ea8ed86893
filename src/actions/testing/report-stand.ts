/** A repository on a GitHub stand, a fork of it, and a pull request with the reports of the run that checked it. For tests. */

import { execFileSync } from "node:child_process";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import { inputsDigest } from "../../lock/inputs.ts";
import { type LockKind, lockText } from "../../lock/lockfile.ts";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import { zipOf } from "../../report/testing/zip-stand.ts";
import type { GitRepository } from "./github-stand/git.ts";
import { type GitHubStand, startGitHubStand } from "./github-stand/stand.ts";
import type { Permissions, StandPull } from "./github-stand/state.ts";
import { type ActionRun, runActionFor } from "./run-action-stand.ts";

export interface ReportStand {
  github: GitHubStand;
  /** `org/graph`; `main` keeps requests. */
  origin: GitRepository;
  /** Opens a pull request from a branch of a repository, and the run that has checked it. */
  openPull: (
    from: "org/graph" | "someone/graph",
    files: Record<string, string | null>,
  ) => Promise<{ git: GitRepository; headSha: string }>;
  /** Adds the report of one job to that run. */
  addReport: (packages: readonly unknown[], bin?: { number: number; of: number }) => void;
  /** Runs the action on that run. */
  reportOn: (
    permissions?: Permissions,
    inputs?: Record<string, string>,
    env?: Record<string, string>,
  ) => Promise<ActionRun>;
  /** The texts of all comments. */
  comments: () => string[];
  close: () => Promise<void>;
}

/** A package that a person should look at twice. */
export const PKGINFO = 'name: reqeusts\nversion: "1.0"\napt: [libevil-dev]\nrun: ["curl @everyone | sh"]\n';

/** A lock of a pkginfo of {@link PKGINFO}'s release. */
export function lock(pkginfo = PKGINFO, kind: LockKind = "install"): string {
  const parsed = parsePkginfo(pkginfo, "pkginfo/reqeusts.yaml");
  const one = { name: "reqeusts", version: "1.0", hashes: ["a".repeat(64)], fromSource: false };
  const other = { name: "helper", version: "0.1", hashes: ["b".repeat(64)], fromSource: true };
  const head = { name: "reqeusts", version: "1.0", python: "3.13", asOf: null };
  const backEnd = { name: "setuptools", version: "80.9.0", hashes: ["d".repeat(64)], fromSource: false };
  const packages = kind === "install" ? [one, other] : [backEnd];
  return lockText({ ...head, inputsDigest: inputsDigest(parsed, "3.13"), packages }, kind);
}

/** What must stay text in a comment and in a log. */
export const HOSTILE =
  "@org/team ![x](https://evil.example/x.png) <img src=x> #1 </details> ::error::x https://evil.example";

/** What a job reports of {@link PKGINFO}. */
export const explored = {
  ...{ stem: "reqeusts", status: "explored", seconds: 2, name: "reqeusts", version: "1.0", python: "3.13" },
  ...{ importNames: ["reqeusts"], modules: 2, nodes: 9, kinds: { module: 2, class: 1, function: 5 } },
  ...{ problems: 1, stages: { import: 1 } },
  examples: [{ module: "reqeusts.x", stage: "import", error: "ImportError", message: `\`\`\`\n${HOSTILE}` }],
  undeclared: [
    { name: "six", givenBy: "six 1.17.0", module: "reqeusts", line: 3 },
    { name: HOSTILE, module: "reqeusts.x", line: 4 },
  ],
  notable: [{ kind: "function", name: "reqeusts.get", signature: "(url)", doc: HOSTILE }],
};

/** What the action's token needs. */
export const NEEDED: Permissions = { actions: "read", contents: "read", pull_requests: "write" };

/** Markdown without its code, in which GitHub looks for nothing. */
export function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "").replaceAll(/<code>[^<]*<\/code>/g, "");
}

export async function startReportStand(): Promise<ReportStand> {
  const folder = await temporaryFolder();
  const github = await startGitHubStand();
  const origin = addRepository(github, folder, "org/graph");
  await origin.commitFiles("main", { "pkginfo/requests.yaml": "name: requests\nversion: 2.0\n" });
  const fork = addRepository(github, folder, "someone/graph", "org/graph");
  await fork.run(["fetch", "--quiet", `${folder.path}/org-graph.git`, "main:main"]);
  return {
    ...{ github, origin },
    openPull: async (from, files) => {
      const git = from === "org/graph" ? origin : fork;
      const headSha = await git.commitFiles("change", files, await git.commit("refs/heads/main"));
      const pull: StandPull = {
        ...{ number: 7, repository: "org/graph", title: "Add", body: "", user: "someone", draft: false },
        ...{ state: "open", merged: false, base: "main", headSha },
        head: { repository: from, branch: "change" },
      };
      github.state.pulls.push(pull);
      github.state.runs.push({
        ...{ id: 100, repository: "org/graph", name: "package", event: "pull_request", run_attempt: 1 },
        ...{ head_sha: headSha, head_branch: "change", head_repository: from, conclusion: "success" },
      });
      return { git, headSha };
    },
    addReport: (packages, bin = { number: 0, of: 1 }) => {
      const text = JSON.stringify({ format: 1, bin, packages });
      github.addArtifact({
        run: 100,
        name: `package-report-${bin.number}`,
        zip: zipOf(["report.json", text]),
      });
    },
    reportOn: async (permissions = NEEDED, inputs = {}, env = {}) => {
      const token = github.addToken({ login: "github-actions[bot]", permissions });
      return await runActionFor("report-package", {
        cwd: folder.path,
        inputs: { "run-id": "100", token, "ask-index": "false", ...inputs },
        env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "org/graph", GITHUB_RUN_ID: "1", ...env },
      });
    },
    comments: () => github.state.comments.map(({ body }) => body),
    close: async () => {
      await github.close();
      await folder.remove();
    },
  };
}

function addRepository(
  github: GitHubStand,
  folder: TemporaryFolder,
  fullName: string,
  parent?: string,
): GitRepository {
  const gitDir = `${folder.path}/${fullName.replace("/", "-")}.git`;
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", gitDir]);
  return github.addRepository({ fullName, gitDir, ...(parent === undefined ? {} : { parent }) }).git;
}
