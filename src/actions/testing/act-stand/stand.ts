/**
 * Runs the actual workflow files on this machine with act, for tests: a bare Git repository stands in for the
 * repository on GitHub, folders for artifacts, and the stand of GitHub's API for the API.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { nodeExec } from "../../../exec/node-exec.ts";
import { programFile, programHome } from "../../../files/home.ts";
import { type Git, gitIn } from "../../../git/git.ts";
import { type GitHubStand, startGitHubStand } from "../github-stand/stand.ts";
import type { Permissions } from "../github-stand/state.ts";

export const REPOSITORY = "example/graph";
const FORK = "somebody/graph";

export interface ActStand {
  folder: string;
  /** The repository as GitHub has it, bare. */
  origin: Git;
  /** A clone of it to make changes in. */
  clone: Git;
  github: GitHubStand;
  /** Commits everything in the clone to a branch and pushes that. */
  commit(branch: string, subject?: string): Promise<string>;
  /** The options with which the workflows use the token of a GitHub App, which is made for it. */
  withApp(permissions: Permissions): { token: string; options: RunOptions };
  /** Runs the workflow of a file for a pull request from a branch of the clone. */
  pullRequest(
    branch: string,
    options?: RunOptions & { fork?: boolean; base?: string },
  ): Promise<WorkflowResult>;
  run(workflow: string, event: string, payload: object, options?: RunOptions): Promise<WorkflowResult>;
  /**
   * Has another repository hold the program, as one commit.
   *
   * @returns the commit, and the option `repositories` of runs that call its workflows or use its actions
   */
  holdProgramIn(repository: string): Promise<{ commit: string; repositories: Record<string, string> }>;
  /** Forgets what the last run left behind: its artifacts. */
  newRun(): Promise<void>;
  tearDown(): Promise<void>;
}

export interface RunOptions {
  env?: Readonly<Record<string, string>>;
  vars?: Readonly<Record<string, string>>;
  secrets?: Readonly<Record<string, string>>;
  /** What the workflow's own token may do; all that the package workflow needs, unless given. */
  permissions?: Permissions;
  /** Folders that stand in for repositories of actions, by `owner/name@commit`. */
  repositories?: Readonly<Record<string, string>>;
  /** Only this job and those it needs. */
  job?: string;
  workflow?: string;
}

export interface WorkflowResult {
  succeeded: boolean;
  /** Everything that act printed. */
  log: string;
  /** What became of each job that ran, by its id or name. */
  jobs: Record<string, "succeeded" | "failed">;
  seconds: number;
}

/** The parts of this repository that workflows need; tests bring their own packages. */
const PARTS = [".github", "actions", "baseimage", "src", "package.json", "skipped.md"];
/** What the program itself needs where it is started with scripts. */
export const TOOLS = ["scripts", ".npmrc", "package-lock.json"];
/** What only tests read: above all a rule's releases that show what it finds, which are hundreds of files. */
const LEFT_OUT =
  /\/(tests|node_modules|__pycache__|\.[a-z_]+_cache|rules\/[^/]+\/(near-)?(old|new))(\/|\.py$|$)|\.test\.ts$/;

/** Folders beside this file, each called as the action that it stands in for. */
const SUBSTITUTES = [
  ...["actions/checkout", "actions/upload-artifact", "actions/download-artifact"],
  ...["actions/create-github-app-token", "actions/setup-node", "actions/attest", "docker/login-action"],
  ...["actions/upload-pages-artifact", "actions/deploy-pages"],
];

export async function setUpAct(parts: readonly string[] = PARTS): Promise<ActStand> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-act-"));
  const programs = join(folder, "programs");
  const [act, github] = [await actProgram(), await startGitHubStand()];
  await mkdir(join(folder, "origin.git"));
  await mkdir(join(folder, "repositories", dirname(REPOSITORY)), { recursive: true });
  await symlink("../../origin.git", join(folder, "repositories", `${REPOSITORY}.git`));
  const origin = gitIn(join(folder, "origin.git"), nodeExec);
  await origin.run("init", "--quiet", "--bare", "--initial-branch=main");
  // GitHub's server gives any commit that it has.
  await origin.run("config", "uploadpack.allowAnySHA1InWant", "true");
  await gitIn(folder, nodeExec).run("clone", "--quiet", "origin.git", "clone");
  const clone = gitIn(join(folder, "clone"), nodeExec);
  await clone.run("config", "user.name", "Somebody");
  await clone.run("config", "user.email", "somebody@example.org");
  await Promise.all([origin, clone].map(givesQuickly));
  await copyProgram(parts, clone.folder);
  github.addRepository({ fullName: REPOSITORY, gitDir: origin.folder });
  if (parts.length > 0 && !parts.includes("scripts")) {
    await standInForTests(clone.folder);
  }

  async function commit(branch: string, subject = "Change"): Promise<string> {
    await clone.run("checkout", "--quiet", "-B", branch);
    await clone.run("add", "--all");
    await clone.run("commit", "--quiet", "--allow-empty", "-m", subject);
    await clone.run("push", "--quiet", "--force", "origin", branch);
    return (await clone.run("rev-parse", "HEAD")).trim();
  }

  async function newRun(): Promise<void> {
    for (const name of ["artifacts", "cache"]) {
      await rm(join(folder, name), { recursive: true, force: true });
      await mkdir(join(folder, name));
    }
  }

  async function run(
    workflow: string,
    event: string,
    payload: object,
    {
      env = {},
      vars = {},
      secrets = {},
      permissions = TOKEN_PERMISSIONS,
      repositories = {},
      job,
    }: RunOptions = {},
  ): Promise<WorkflowResult> {
    const { repository, eventPath } = await prepareRun(folder, payload);
    const token = github.addToken({ login: "github-actions[bot]", permissions });
    const pairs = (option: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
    const args = [
      ...[event, "--workflows", `.github/workflows/${workflow}`, "--eventpath", eventPath],
      ...["--platform", "ubuntu-24.04=-self-hosted", "--no-skip-checkout", "--rm", "--json"],
      // Of jobs side by side that get secrets from the workflow that calls theirs, act reads and writes one map, and dies of it.
      ...["--concurrent-jobs", "1"],
      ...["--actor", "somebody", "--no-recurse", ...(job === undefined ? [] : ["--job", job])],
      ...(await substitutions(repository)).flatMap((pair) => ["--local-repository", pair]),
      ...pairs("--local-repository", repositories),
      ...pairs("--env", { STAND_FOLDER: folder, GITHUB_API_URL: github.url, ...env }),
      // What fails here is meant to: only where a repair is what is tested is there time for one.
      ...pairs("--var", { IMPORTGRAPH_REPAIR_MINUTES: "0", ...vars }),
      ...pairs("--secret", { GITHUB_TOKEN: token, ...secrets }),
    ];
    const started = performance.now();
    const child = spawn(act, args, {
      cwd: repository,
      env: {
        ...process.env,
        XDG_CACHE_HOME: join(folder, "cache"),
        PATH: `${programs}:${dirname(process.execPath)}:${process.env.PATH}`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => lines.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => lines.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    const seconds = (performance.now() - started) / 1000;
    return { succeeded: code === 0, seconds, ...understood(lines.join("")) };
  }

  function withApp(permissions: Permissions) {
    const token = github.addToken({ login: "graph-app[bot]", permissions });
    const secrets = { IMPORTGRAPH_APP_KEY: "a private key" };
    return {
      token,
      options: { vars: { IMPORTGRAPH_APP_ID: "1" }, secrets, env: { STAND_APP_TOKEN: token } },
    };
  }

  async function pullRequest(branch: string, options: RunOptions & { fork?: boolean; base?: string } = {}) {
    // Of a fork, or of a branch that was deleted, GitHub still has the pull request's commit.
    const isHere = (await origin.run("branch", "--list", branch)).trim() !== "";
    const sha = (await origin.run("rev-parse", isHere ? branch : "refs/pull/1/head")).trim();
    const { base: into = "main" } = options;
    const base = (await origin.run("rev-parse", into)).trim();
    const headRepository = { full_name: options.fork === true ? FORK : REPOSITORY };
    const payload = {
      number: 1,
      pull_request: {
        number: 1,
        head: { sha, ref: branch, repo: headRepository },
        base: { sha: base, ref: into, repo: { full_name: REPOSITORY } },
      },
    };
    return await run(options.workflow ?? "package.yml", "pull_request", payload, options);
  }

  async function holdProgramIn(repository: string) {
    const held = join(folder, "repositories", `${repository}.git`);
    const tree = join(folder, "repositories", repository);
    await mkdir(tree, { recursive: true });
    await copyProgram([...PARTS, ...TOOLS], tree);
    const git = gitIn(tree, nodeExec);
    await git.run("init", "--quiet", "--initial-branch=main");
    await git.run("add", "--all");
    const author = ["-c", "user.name=Maintainer", "-c", "user.email=maintainer@example.org"];
    await git.run(...author, "commit", "--quiet", "-m", "Begin");
    await git.run("clone", "--quiet", "--bare", ".", held);
    await gitIn(held, nodeExec).run("config", "uploadpack.allowAnySHA1InWant", "true");
    const sha = await headOf(git);
    await tellWhoseWorkflows(tree, { repository, sha });
    return { commit: sha, repositories: { [`${repository}@${sha}`]: tree } };
  }

  await newRun();
  await makeFailuresLinger(programs);
  await cp(join(import.meta.dirname, "gh"), join(programs, "gh"));
  return {
    ...{ folder, origin, clone, github, commit, run, withApp, pullRequest, holdProgramIn, newRun },
    async tearDown() {
      await github.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every job gets all of it, bundles of megabytes included: packing them tightly takes longer than all else that Git does. */
async function givesQuickly(git: Git): Promise<void> {
  await git.run("config", "core.compression", "0");
  await git.run("config", "pack.window", "0");
}

/** What act does not enforce, the tests of the workflow files do: see workflows.test.ts. */
const TOKEN_PERMISSIONS: Permissions = { contents: "write", statuses: "write" };

async function copyProgram(parts: readonly string[], to: string): Promise<void> {
  for (const part of parts) {
    const filter = (path: string) => !LEFT_OUT.test(path.slice(programHome.length));
    await cp(programFile(part), join(to, part), { recursive: true, filter });
  }
}

/** The program's own tests would have themselves run. */
async function standInForTests(folder: string): Promise<void> {
  await mkdir(join(folder, "scripts"), { recursive: true });
  const path = join(folder, "scripts", "test");
  await writeFile(path, "#!/usr/bin/env bash\n[[ ! -e src/fails-its-tests.ts ]]\n", {
    mode: 0o755,
  });
}

/** act no longer reads what a step has printed once it ended in failure, so that the reason would be missing at times. */
async function makeFailuresLinger(folder: string): Promise<void> {
  const { stdout: bash } = await nodeExec("bash", ["-c", 'printf %s "$BASH"']);
  await mkdir(folder);
  for (const [name, program] of Object.entries({ bash, node: process.execPath })) {
    const text = `#!/bin/sh\n'${program}' "$@" || { code=$?; sleep 1; exit $code; }\n`;
    await writeFile(join(folder, name), text, { mode: 0o755 });
  }
}

/** What act is started in: the repository at the commit of the event, as GitHub reads workflows from it. */
async function prepareRun(folder: string, payload: object) {
  const repository = join(folder, "event");
  await rm(repository, { recursive: true, force: true });
  const { pull_request: pull, ref = "refs/heads/main" } = payload as {
    pull_request?: { head: { sha: string } };
    ref?: string;
  };
  const head = pull?.head.sha ?? ref.replace(/^refs\/heads\//, "");
  await gitIn(folder, nodeExec).run("clone", "--quiet", "origin.git", "event");
  const git = gitIn(repository, nodeExec);
  await git.run("fetch", "--quiet", "origin", head);
  await git.run("-c", "advice.detachedHead=false", "checkout", "--quiet", "FETCH_HEAD");
  await tellWhoseWorkflows(repository, { repository: REPOSITORY, sha: await headOf(git) });
  // act takes the repository's name from here; nothing is fetched from it.
  await git.run("remote", "set-url", "origin", `https://github.com/${REPOSITORY}.git`);
  const eventPath = join(folder, "event.json");
  await writeFile(
    eventPath,
    JSON.stringify({
      ...(pull === undefined && { ref }),
      ...payload,
      repository: { full_name: REPOSITORY, default_branch: "main" },
    }),
  );
  return { repository, eventPath };
}

async function headOf(git: Git): Promise<string> {
  return (await git.run("rev-parse", "HEAD")).trim();
}

/** act does not know `job.workflow_repository` and `job.workflow_sha`, by which a called workflow knows where it is from. */
async function tellWhoseWorkflows(
  folder: string,
  { repository, sha }: { repository: string; sha: string },
): Promise<void> {
  const workflows = join(folder, ".github", "workflows");
  for (const name of await readdir(workflows)) {
    const path = join(workflows, name);
    const text = await readFile(path, "utf8");
    await writeFile(
      path,
      text
        .replaceAll("job.workflow_repository", `'${repository}'`)
        .replaceAll("job.workflow_sha", `'${sha}'`),
    );
  }
}

/** Each action of others that the workflows use, by its pinned commit, and the folder that stands in for it. */
async function substitutions(repository: string): Promise<string[]> {
  const paths = [repository, programHome].map((home) => join(home, ".github", "workflows"));
  const texts = await Promise.all(
    paths.map(async (folder) =>
      Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8"))),
    ),
  );
  const uses = new Set(texts.flat().flatMap((text) => text.match(/\b[\w-]+\/[\w-]+@[0-9a-f]{40}\b/g) ?? []));
  return [...uses].flatMap((used) => {
    const substitute = SUBSTITUTES.find((candidate) => used.startsWith(`${candidate}@`));
    return substitute === undefined ? [] : [`${used}=${join(import.meta.dirname, basename(substitute))}`];
  });
}

function understood(text: string): Pick<WorkflowResult, "log" | "jobs"> {
  const jobs: WorkflowResult["jobs"] = {};
  const lines = text.split("\n").flatMap((line) => {
    const record = parsedLine(line);
    if (record === undefined) {
      return line === "" ? [] : [line];
    }
    const { job = "", jobResult, msg = "" } = record;
    // Before it are the names of workflows and of the job that calls. Of several jobs of a matrix, act numbers the names that
    // already tell them apart.
    const name = job
      .slice(job.lastIndexOf("/") + 1)
      .trim()
      .replace(/(?<= \d+)-\d+$/, "");
    if (jobResult !== undefined) {
      jobs[name] = jobResult === "success" ? "succeeded" : "failed";
    }
    return [`[${name}] ${msg.trimEnd()}`];
  });
  return { log: lines.join("\n"), jobs };
}

interface ActLine {
  job?: string;
  jobResult?: string;
  msg?: string;
}

function parsedLine(line: string): ActLine | undefined {
  try {
    return JSON.parse(line) as ActLine;
  } catch {
    return undefined;
  }
}

async function actProgram(): Promise<string> {
  const { exitCode, stdout, stderr } = await nodeExec(programFile("scripts", "testing", "workflow-tools"), [
    "act",
  ]);
  if (exitCode !== 0) {
    throw new Error(`there is no act to run the workflows with: ${stderr}`);
  }
  return stdout.trim();
}
