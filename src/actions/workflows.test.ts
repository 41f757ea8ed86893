/** What neither act nor a linter tells of the workflow files: what starts them, and what each job may do. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { programFile } from "../files/home.ts";
import { PROGRAM_PATHSPECS } from "../report/program-paths.ts";

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const calledBy = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ default: z.unknown() })).default({}),
  secrets: z.record(z.string(), z.looseObject({ required: z.literal(false) })).default({}),
});
const job = z.looseObject({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  /** Of a job that calls another workflow, that one's jobs say it. */
  "timeout-minutes": z.number().default(0),
  uses: z.string().optional(),
  environment: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
  strategy: z.looseObject({ "fail-fast": z.boolean() }).optional(),
  steps: z.array(step).default([]),
});
const workflow = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  /** Of one that is only called, whoever calls it says it: the two would wait for each other. */
  concurrency: z
    .looseObject({ group: z.string(), "cancel-in-progress": z.union([z.boolean(), z.string()]) })
    .optional(),
  jobs: z.record(z.string(), job),
});

type Workflow = z.infer<typeof workflow>;
type Job = z.infer<typeof job>;

const folder = programFile(".github", "workflows");
const names = (await readdir(folder)).filter((name) => name.endsWith(".yml"));
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
);
/** YAML 1.2 has no booleans called `on`. */
const workflows = new Map(
  [...texts].map(([name, text]) => [name.slice(0, -".yml".length), workflow.parse(parse(text))]),
);

const jobs = [...workflows].flatMap(([name, { jobs: all }]) =>
  Object.entries(all).map(([id, one]) => ({ title: `${name} · ${id}`, name, id, one })),
);

/** Jobs in which code of packages may run: resolving, building, exploring, and the tests of all that. */
const RUNS_PACKAGE_CODE = [
  "explore · generate",
  "explore · explore",
  "explore · test",
  "publish · explore",
  "bump · propose",
  "ci · test",
  "release · check",
];

const get = (name: string): Workflow => workflows.get(name) ?? expect.fail(`there is no workflow ${name}`);
const getJob = (name: string, id: string): Job =>
  get(name).jobs[id] ?? expect.fail(`${name} has no job ${id}`);

const expression = (text: string): string => ["$", `{{ ${text} }}`].join("");

/** Everything that a job says, with what it gets from its workflow. */
const textOf = (one: Job): string => JSON.stringify(one);

let pins: ReadonlySet<string>;

beforeAll(async () => {
  const all = [...texts.values()].flatMap((text) => text.match(/(?<=^\s*(- )?)uses: .*/gm) ?? []);
  pins = new Set(all);
});

test("every action of others is named by its commit, with its version beside it", () => {
  expect(pins.size).toBeGreaterThan(5);
  for (const uses of pins) {
    expect(uses).toMatch(
      /^uses: (\.\/importgraph\/actions\/[a-z-]+|\.\/\.github\/workflows\/[a-z-]+\.yml|[\w-]+\/[\w-]+(\/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
    );
  }
});

test("one action of others is the same commit everywhere", () => {
  const commits = [...pins].flatMap(
    (uses) => /^uses: ([\w-]+\/[\w-]+)(?:\/[\w-]+)?@(\w+)/.exec(uses)?.slice(1, 3).join(" ") ?? [],
  );
  const actions = [...new Set(commits)].map((text) => text.split(" ")[0]);
  expect(actions).toEqual([...new Set(actions)]);
});

test("every action of this repository that is used is there", async () => {
  const used = jobs.flatMap(({ one }) =>
    one.steps.flatMap(({ uses }) => uses?.match(/^\.\/importgraph\/actions\/(.*)/)?.[1] ?? []),
  );
  expect(await readdir(programFile("actions"))).toEqual(expect.arrayContaining([...new Set(used)]));
});

test.for([...workflows])("%s grants nothing to all of its jobs", ([, { permissions }]) => {
  expect(permissions).toEqual({});
});

describe.for(jobs)("$title", ({ title, one }) => {
  test("ends after a while, and leaves no credentials where it does not push", () => {
    expect(one["timeout-minutes"] > 0).toBe(one.uses === undefined);
    expect(one["timeout-minutes"]).toBeLessThanOrEqual(360);
    for (const { uses, with: given } of one.steps) {
      if (uses?.startsWith("actions/checkout@")) {
        const pushes = one.permissions.contents === "write";
        expect([false, ...(pushes ? [true] : [])]).toContain(given["persist-credentials"]);
      }
    }
  });

  test.runIf(RUNS_PACKAGE_CODE.includes(title))(
    "runs code of packages: no secret, no right to write, no identity",
    () => {
      expect(one.permissions).toEqual({ contents: "read" });
      expect(one.environment).toBeUndefined();
      expect(textOf(one)).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
      expect(textOf(one)).not.toContain("actions/cache");
    },
  );

  test("gives values of events to programs through variables only", () => {
    for (const { run = "" } of one.steps) {
      expect(run).not.toContain("${{");
    }
  });
});

test("whatever builds or explores is known to run code of packages", () => {
  const found = jobs.filter(({ one }) =>
    one.steps.some(
      ({ uses = "", run = "", with: given }) =>
        uses === "./importgraph/actions/explore-packages" ||
        (uses === "./importgraph/actions/generate-dockerfiles" &&
          given.mode !== "accept" &&
          given.mode !== "check") ||
        /^\s*\.\/(importgraph\/)?scripts\/(importgraph(?! view)|explore|test|bump-for-pull-requests)\b|"\$TEST"/m.test(
          run,
        ),
    ),
  );
  expect(RUNS_PACKAGE_CODE).toEqual(expect.arrayContaining(found.map(({ title }) => title)));
});

const DEFAULT_BRANCHES = [
  "github.event.repository.default_branch",
  "github.event.repository.default_branch || github.ref_name",
];
/** Of a program that is another repository's, the commit that the calling workflow names. */
const DEFAULT_PROGRAMS = [
  "(job.workflow_repository || github.repository) == github.repository && github.event.repository.default_branch || job.workflow_sha",
  "(job.workflow_repository || github.repository) == github.repository && (github.event.repository.default_branch || github.ref_name) || job.workflow_sha",
];

/** The jobs that call a workflow of this repository, by that one's name. */
const calls = Map.groupBy(
  jobs.filter(({ one }) => one.uses !== undefined),
  ({ one }) => /^\.\/\.github\/workflows\/(.+)\.yml$/.exec(one.uses ?? "")?.[1] ?? "",
);
const WORKFLOW_RUN = { workflow_run: { workflows: ["package"], types: ["completed"] } };

/** Whether what starts a job is on the default branch, or is a tag of a release. */
function startsOnDefault(name: string, one: Job): boolean {
  const startedBy = (calls.get(name) ?? []).map(({ name: caller }) => get(caller).on);
  return (
    (startedBy.length > 0 && startedBy.every((on) => JSON.stringify(on) === JSON.stringify(WORKFLOW_RUN))) ||
    // Their rules name the branch, and the tags.
    ["publish", "release"].includes(String(one.environment)) ||
    one.if?.includes("github.ref_name == github.event.repository.default_branch") === true
  );
}

/** What may be checked out to be run, by the folder it goes to. */
function programRefs(path: unknown, onDefault: boolean): (string | undefined)[] {
  if (path === undefined) {
    return onDefault ? [undefined] : DEFAULT_BRANCHES.map(expression);
  }
  return (onDefault ? ["job.workflow_sha"] : DEFAULT_PROGRAMS).map(expression);
}

test.for(
  jobs.filter(({ one }) => one.uses === undefined && Object.values(one.permissions).includes("write")),
)("$title, which may write, runs the default branch's code or none", ({ name, one }) => {
  const onDefault = startsOnDefault(name, one);
  const checkedOut = one.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  for (const { with: given } of checkedOut.filter(({ with: { path } }) => path !== "packages")) {
    const { path, ref, repository } = given;
    expect(programRefs(path, onDefault)).toContain(ref);
    expect(repository).toBe(
      path === undefined ? undefined : expression("job.workflow_repository || github.repository"),
    );
  }
  for (const { uses = "", run = "" } of one.steps) {
    expect(uses).not.toMatch(/^\.\/(?!importgraph\/actions\/)/);
    expect(run).not.toMatch(/\.?\/?packages\//);
  }
  const runsOwn = one.steps.some(
    ({ uses = "", run = "" }) => uses.startsWith("./") || run.includes("./scripts"),
  );
  expect(!runsOwn || checkedOut.length > 0).toBe(true);
});

/** What jobs need together. */
function unionOf(all: readonly Job[]): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const [scope, access] of all.flatMap(({ permissions }) => Object.entries(permissions))) {
    needed[scope] = needed[scope] === "write" ? "write" : access;
  }
  return needed;
}

const examples = programFile("examples", "packages-repository", ".github", "workflows");
const exampleJobs = (
  await Promise.all(
    (
      await readdir(examples)
    ).map(async (name) =>
      Object.values(workflow.parse(parse(await readFile(join(examples, name), "utf8"))).jobs),
    ),
  )
).flat();

test.for([...[...calls.values()].flat().map(({ one }) => one), ...exampleJobs])(
  "the call of $uses grants what its jobs need and no more, and gives it what it takes",
  ({ uses = "", permissions, with: given = {}, secrets }) => {
    const called = get(/\/([a-z-]+)\.yml(@COMMIT)?$/.exec(uses)?.[1] ?? "");
    expect(permissions).toEqual(unionOf(Object.values(called.jobs)));
    const takes = calledBy.parse(called.on.workflow_call);
    expect(Object.keys(takes.inputs)).toEqual(expect.arrayContaining(Object.keys(given as object)));
    expect(Object.keys(takes.secrets)).toEqual(
      expect.arrayContaining(secrets === "inherit" ? [] : Object.keys(secrets ?? {})),
    );
  },
);

test("what the README shows of the example is what stands there", async () => {
  const readme = await readFile(programFile("README.md"), "utf8");
  const [, shown = expect.fail("it shows none")] = /```yaml\n(jobs:\n[\s\S]*?)```/.exec(readme) ?? [];
  expect(await readFile(join(examples, "package.yml"), "utf8")).toContain(`\n${shown}`);
});

test("the example calls each workflow that others may call", () => {
  const callable = [...workflows].filter(([, { on }]) => "workflow_call" in on).map(([name]) => name);
  expect(callable.sort()).toEqual(["bump", "explore", "publish", "report"]);
  const called = exampleJobs.map(({ uses = "" }) => uses);
  expect(called.sort()).toEqual(
    callable.map((name) => `YOUR/importgraph/.github/workflows/${name}.yml@COMMIT`),
  );
});

test("the default branch is named nowhere but where GitHub takes no expression", () => {
  for (const [name, text] of texts) {
    const named = text.split("\n").filter((line) => /\bmain\b/.test(line.replace(/#.*/, "")));
    expect([name, named.filter((line) => line !== "    branches: [main]")]).toEqual([name, []]);
  }
});

test("a registry of others gets no token of the workflow's own", () => {
  const logins = getJob("base-image", "push").steps.filter(({ uses }) =>
    uses?.startsWith("docker/login-action@"),
  );
  expect(logins).toHaveLength(2);
  for (const { with: given } of logins) {
    const isOwn = /github\.token|GITHUB_TOKEN/.test(String(given.password));
    expect([isOwn, given.registry]).toEqual([
      isOwn,
      isOwn ? "ghcr.io" : expression("vars.IMPORTGRAPH_REGISTRY"),
    ]);
  }
});

test("what counts as the program is the same for the job that decides and for the comment that warns", () => {
  const [, { env }] = z
    .tuple([z.unknown(), z.looseObject({ env: z.record(z.string(), z.string()) })])
    .parse(getJob("explore", "scope").steps);
  const { everywhere, program } = PROGRAM_PATHSPECS;
  expect(env.PROGRAM?.trim().replaceAll(/\s+/g, " ")).toBe(
    `${everywhere.join(" ")} ${expression(`(job.workflow_repository || github.repository) == github.repository && '${program.join(" ")}' || ''`)}`,
  );
});

test("rights to write are where the documentation says, and nowhere else", () => {
  const writers = jobs.flatMap(({ title, one }) => {
    if (one.uses !== undefined) {
      return [];
    }
    const rights = Object.keys(one.permissions).filter((scope) => one.permissions[scope] === "write");
    return rights.length === 0 ? [] : [`${title}: ${rights.sort().join(", ")}`];
  });
  expect(writers.sort()).toEqual([
    "base-image · push: packages",
    "bump · open: contents, pull-requests",
    "codeql · analyze: security-events",
    "explore · commit: contents",
    "explore · status: statuses",
    "pages · deploy: id-token, pages",
    "publish · publish: id-token",
    "release · release: attestations, contents, id-token",
    "report · report: pull-requests",
  ]);
});

describe("package", () => {
  test("starts for every pull request and merge group, whatever changed", () => {
    expect(get("package").on).toEqual({ pull_request: null, merge_group: null });
  });

  test("a newer commit of a pull request ends the run of the older one, and no other", () => {
    const { group = "", "cancel-in-progress": cancel } = get("package").concurrency ?? {};
    expect(group).toContain("github.event.pull_request.number || github.sha");
    expect(cancel).toBe(expression("github.event_name == 'pull_request'"));
  });

  test("the gate looks at every job whose failure has to stop a merge, and always runs", () => {
    const { gate, status: _status, ...others } = get("explore").jobs;
    expect(gate?.if).toBe(expression("always()"));
    expect([gate?.needs].flat().sort()).toEqual(Object.keys(others).sort());
    expect(gate?.permissions).toEqual({});
    expect(gate?.steps.every(({ uses }) => uses === undefined)).toBe(true);
  });

  test("only a branch of this repository is pushed to that leaves the program alone, never one of a fork or the default one", () => {
    const { outputs } = z
      .object({ outputs: z.object({ push: z.string() }) })
      .parse(getJob("explore", "scope"));
    for (const condition of [
      "github.event_name == 'pull_request'",
      "github.event.pull_request.head.repo.full_name == github.repository",
      "github.head_ref != github.event.repository.default_branch",
      "steps.compare.outputs.change == 'none'",
    ]) {
      expect(outputs.push).toContain(condition);
    }
    expect(outputs.push).not.toContain("||");
    expect(getJob("explore", "commit").if).toContain("&& needs.scope.outputs.push == 'true'");
    expect(getJob("explore", "propose").if).toContain("&& needs.scope.outputs.push == 'false'");
    expect(getJob("explore", "scope").steps.every(({ uses = "" }) => !uses.startsWith("./"))).toBe(true);
  });

  test("one package's failure ends no other job", () => {
    expect(getJob("explore", "explore").strategy?.["fail-fast"]).toBe(false);
  });
});

describe("full-run", () => {
  test("starts on pushes to main, on a button and on a schedule", () => {
    const { push, schedule, workflow_dispatch: button } = get("full-run").on;
    expect(push).toEqual({ branches: ["main"] });
    expect(schedule).toHaveLength(1);
    const { inputs } = z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(button);
    expect(Object.keys(inputs)).toEqual(["packages", "force", "max-jobs", "dry-run", "runs-on", "store"]);
  });

  test("is never cancelled by another one", () => {
    expect(get("full-run").concurrency).toEqual({ group: "full-run", "cancel-in-progress": false });
  });

  test("publishes in its environment what succeeded, whatever failed", () => {
    const publish = getJob("publish", "publish");
    expect(publish.environment).toBe("publish");
    expect(publish.if).toContain("!cancelled() && needs.plan.result == 'success'");
    expect(getJob("publish", "explore").strategy?.["fail-fast"]).toBe(false);
  });

  test("each job hands over an artifact of its own, and a job that runs again replaces it", () => {
    for (const name of ["explore", "publish"]) {
      const uploads = getJob(name, "explore").steps.filter(({ uses }) =>
        uses?.startsWith("actions/upload-artifact@"),
      );
      expect(uploads.map(({ with: given }) => given.name)).toContain(`shards-${expression("matrix.bin")}`);
      expect(uploads.every(({ with: given }) => given.overwrite === true)).toBe(true);
    }
  });
});

test("what comments on pull requests starts after them and takes no code of theirs", () => {
  expect(get("package-report").on).toEqual(WORKFLOW_RUN);
  const checkouts = getJob("report", "report").steps.filter(({ uses }) =>
    uses?.startsWith("actions/checkout@"),
  );
  expect(checkouts.map(({ with: { repository, ref } }) => [repository, ref])).toEqual([
    [expression("job.workflow_repository || github.repository"), expression("job.workflow_sha")],
  ]);
});
