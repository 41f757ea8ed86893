/**
 * How much of what a known upgrade breaks of real projects `impact` finds, and how much of what it says is wrong.
 *
 * Usage: npm run bench -- impact [PROJECT…] --store PLACE [--try]
 * For each row of projects.yaml: the project's release is downloaded and unpacked, its sources are read, and what they take of the
 * upgraded distribution is looked up. The judge imports both releases in their images and asks for each dotted name that the project
 * writes: one that the old release has and the new one has not `breaks`. `found` are places where that is said, `warned` those of names that
 * a `__getattr__` might still give, `missed` the others; `wrong` are places that are said to lose a name which the new release has. `calls`
 * are places that are said not to fit any more; the judge has no say in them. The releases have to be in the store, which `impact --explore` does.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { answerImpact } from "../../src/cli/asking/impact/project-impact.ts";
import { withTriedNames } from "../../src/cli/asking/impact/tried-names.ts";
import { askedOf } from "../../src/cli/asking/shard-choice.ts";
import { createContext, withWorkshop } from "../../src/cli/context.ts";
import { columns } from "../../src/cli/text.ts";
import { runSandbox } from "../../src/docker/sandbox/sandbox.ts";
import { openOutputLog } from "../../src/exec/output-log.ts";
import type { Finding } from "../../src/impact/finding.ts";
import { takenBy } from "../../src/impact/follow/taken.ts";
import type { Project } from "../../src/impact/sources/project.ts";
import { scanProject } from "../../src/impact/sources/scan-project.ts";
import type { Workshop } from "../../src/run/package/workshop.ts";

const run = promisify(execFile);

const rows = z.array(
  z.strictObject({
    project: z.string(),
    of: z.string(),
    old: z.string(),
    new: z.string(),
    python: z.string(),
    /** What it is imported as, where it is called otherwise. */
    imports: z.string().optional(),
  }),
);
type Row = z.infer<typeof rows>[number];

interface Figures {
  sources: number;
  uses: number;
  breaks: number;
  found: number;
  warned: number;
  missed: string[];
  wrong: string[];
  calls: number;
  seconds: number;
}

const HEAD = [
  "project",
  "upgrade",
  "sources",
  "uses",
  "breaks",
  "found",
  "warned",
  "missed",
  "wrong",
  "calls",
  "seconds",
];

/** Prints a row for each project as soon as it is judged, then what is missed and wrong. */
export async function benchImpact(args: readonly string[], say: (line: string) => void): Promise<void> {
  const store = args.includes("--store") ? args[args.indexOf("--store") + 1] : undefined;
  const chosen = args.filter((arg) => !arg.startsWith("--") && arg !== store);
  const all = rows.parse(parse(await readFile(join(import.meta.dirname, "projects.yaml"), "utf8")));
  const wanted = all.filter(
    ({ project }) => chosen.length === 0 || chosen.some((one) => project.startsWith(one)),
  );
  const scratch = await mkdtemp(join(tmpdir(), "importgraph-bench-impact-"));
  const context = createContext(new AbortController().signal);
  const told: [Row, Figures][] = [];
  try {
    await withWorkshop(context, async (workshop) => {
      for (const row of wanted) {
        const figures = await measured(row, scratch, workshop, store, args.includes("--try"));
        told.push([row, figures]);
        say(columns([HEAD, rowOf(row, figures)]));
      }
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  say(`\n${columns([HEAD, ...told.map(([row, figures]) => rowOf(row, figures))])}`);
  for (const [{ project }, { missed, wrong }] of told) {
    for (const line of [...missed.map((one) => `missed ${one}`), ...wrong.map((one) => `wrong ${one}`)]) {
      say(`${project}: ${line}`);
    }
  }
}

function rowOf({ project, of, old, new: next }: Row, figures: Figures): string[] {
  const { sources, uses, breaks, found, warned, missed, wrong, calls, seconds } = figures;
  const counts = [sources, uses, breaks, found, warned, missed.length, wrong.length, calls].map(String);
  return [project, `${of} ${old} → ${next}`, ...counts, seconds.toFixed(1)];
}

async function measured(
  row: Row,
  scratch: string,
  workshop: Workshop,
  store: string | undefined,
  isTrying: boolean,
): Promise<Figures> {
  const context = createContext(workshop.signal);
  const folder = join(scratch, row.project.split("==", 1)[0] ?? "");
  await unpack([row.project], row.python, folder);
  await writeFile(join(folder, "requirements.txt"), `${row.of}==${row.old}\n`);
  const begun = performance.now();
  const asked = () => askedOf(context, store === undefined ? {} : { store });
  const { impact } = await answerImpact(
    { folder, lock: undefined, python: row.python, upgrade: [`${row.of}==${row.new}`], isAllUpgraded: false },
    {
      ...{
        asked,
        workshop,
        explore: undefined,
        say: context.say,
        signal: workshop.signal,
        logFolder: scratch,
      },
      newestVersion: () => Promise.resolve(row.new),
    },
  );
  const seconds = (performance.now() - begun) / 1000;
  const project = await readAgain(folder, row, workshop, scratch);
  const judge = (version: string, names: readonly string[]) => judged(row, version, names, scratch, workshop);
  const tried = isTrying ? await withTriedNames(context, (await asked()).store, impact, {}) : impact;
  const figures = await compared(project, tried.findings, row, judge);
  const uses = impact.distributions.find(({ name }) => name === row.of)?.uses ?? 0;
  return { ...figures, uses, seconds };
}

async function readAgain(folder: string, row: Row, workshop: Workshop, scratch: string): Promise<Project> {
  const say = () => {};
  const log = openOutputLog(join(scratch, "scan.log"));
  const [docker, base] = [await workshop.docker(say), await workshop.base(row.python, say)];
  const explorerDirectory = await workshop.explorer(row.python, say);
  return await scanProject(folder, { docker, image: base.id, explorerDirectory, log }).finally(() =>
    log.close(),
  );
}

type Judge = (version: string, names: readonly string[]) => Promise<Record<string, boolean | null>>;

async function compared(
  project: Project,
  findings: readonly Finding[],
  row: Row,
  judge: Judge,
): Promise<Omit<Figures, "uses" | "seconds">> {
  const written = takenBy(project).flatMap(({ symbol, place, guards }) => {
    const name = typeof symbol.of === "string" ? [symbol.of, ...(symbol.attributes ?? [])].join(".") : "";
    const isJudged = symbol.kind === "module" && symbol.set !== true && guards.length === 0;
    return isJudged && name.split(".", 1)[0] === (row.imports ?? row.of.replaceAll("-", "_"))
      ? [{ name, place }]
      : [];
  });
  const said = findings.filter(({ kind, misfit }) => kind === "breaks" && misfit === undefined);
  const names = [...new Set([...written, ...said].map(({ name }) => name))];
  const [old, next] = [await judge(row.old, names), await judge(row.new, names)];
  const isLost = (name: string) => old[name] === true && next[name] === false;
  const at = ({ file, line, cell }: Finding["place"]) => `${file}:${cell ?? ""}:${line}`;
  const places = (kind: Finding["kind"]) =>
    new Set(findings.filter((one) => one.kind === kind).map(({ place }) => at(place)));
  const [breaks, doubtful] = [places("breaks"), places("doubtful")];
  // What an import statement can't get is told there only.
  const imported = new Set(
    written
      .filter(({ name, place }) => place.column === undefined && isLost(name))
      .map(({ name, place }) => `${place.file} ${name}`),
  );
  const isRepeated = ({ name, place }: (typeof written)[number]) =>
    place.column !== undefined &&
    name
      .split(".")
      .some((_, index, parts) => imported.has(`${place.file} ${parts.slice(0, index + 1).join(".")}`));
  const lost = written.filter((one) => isLost(one.name) && !isRepeated(one));
  const found = lost.filter(({ place }) => breaks.has(at(place)));
  const warned = lost.filter(({ place }) => !breaks.has(at(place)) && doubtful.has(at(place)));
  const missed = lost.filter((one) => !found.includes(one) && !warned.includes(one));
  return {
    ...{ sources: project.sources.length, breaks: lost.length, found: found.length, warned: warned.length },
    missed: missed.map(({ name, place }) => `${at(place)} ${name}`),
    wrong: said.filter(({ name }) => next[name] === true).map(({ name, place }) => `${at(place)} ${name}`),
    calls: findings.filter(({ kind, misfit }) => kind === "breaks" && misfit !== undefined).length,
  };
}

/** Asks a release in a container of its Python, with its dependencies beside it. */
async function judged(
  row: Row,
  version: string,
  names: readonly string[],
  scratch: string,
  workshop: Workshop,
): Promise<Record<string, boolean | null>> {
  const site = join(scratch, `site-${row.of}-${version}`);
  const isThere = await readdir(site).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await unpack([`${row.of}==${version}`], row.python, site, true);
  }
  const [docker, base] = [await workshop.docker(() => {}), await workshop.base(row.python, () => {})];
  const chunks: Uint8Array[] = [];
  const log = openOutputLog(join(scratch, "judge.log"));
  await runSandbox(docker, {
    image: base.id,
    command: ["/opt/venv/bin/python", "/judge/impact_judge.py"],
    env: { PYTHONPATH: "/site" },
    mounts: [
      { source: site, target: "/site" },
      { source: import.meta.dirname, target: "/judge" },
    ],
    stdin: JSON.stringify(names),
    ...{ memoryBytes: 2 * 1024 ** 3, pids: 64, timeoutSeconds: 120, log },
    onStdout: (chunk) => void chunks.push(Buffer.from(chunk)),
  }).finally(() => log.close());
  return z
    .record(z.string(), z.boolean().nullable())
    .parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
}

/** Unpacks wheels into a folder, without running anything of them. */
async function unpack(
  named: readonly string[],
  python: string,
  folder: string,
  withDependencies = false,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await run("pip", [
    ...["install", "--quiet", "--target", folder, "--only-binary", ":all:", "--python-version", python],
    ...["--no-compile", ...(withDependencies ? [] : ["--no-deps"]), ...named],
  ]);
}
