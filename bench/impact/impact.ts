/**
 * How much of what a known upgrade breaks of real projects `impact` finds, and how much of what it says is wrong.
 *
 * Usage: npm run bench -- impact [PROJECT…] --store PLACE [--try] [--read]
 * For each row of projects.yaml: the source distribution of the project's release is unpacked with its lock of then (`locks/`), its
 * sources are read, and what they take of the upgraded distribution is looked up. Two judges:
 * - Run time: both releases are imported in the images that they were explored in, and asked for each dotted name that the project writes. One that the old release
 *   has and the new one has not `breaks`. `found` are places where that is said, `warned` those of names that a `__getattr__` might still
 *   give, `missed` the others; `wrong` are places that are said to lose a name which the new release has. `calls` are places that are said
 *   not to fit any more; run time has no say in them.
 * - The project's next release: of the places that are said to break, `adapted` are those that it changed, `kept` those that it left as
 *   they were. `dropped` are further names that it takes nowhere any more, without those of the row's `unrelated`, which were read and
 *   have other reasons. `--read` prints all three, to be read one by one.
 * The releases have to be in the store, and their images here, which `impact --explore` does.
 */
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ExploredReleases } from "../../src/cli/asking/impact/explored-releases.ts";
import { readSources } from "../../src/cli/asking/impact/project-impact.ts";
import { withTriedNames } from "../../src/cli/asking/impact/tried-names.ts";
import { askedOf } from "../../src/cli/asking/shard-choice.ts";
import { createContext, withWorkshop } from "../../src/cli/context.ts";
import { columns } from "../../src/cli/text.ts";
import { runSandbox } from "../../src/docker/sandbox/sandbox.ts";
import { openOutputLog } from "../../src/exec/output-log.ts";
import { declaredBy } from "../../src/impact/dependencies.ts";
import type { Finding } from "../../src/impact/finding.ts";
import { takenBy } from "../../src/impact/follow/taken.ts";
import { readProjectLock } from "../../src/impact/locks/project-lock.ts";
import type { Project } from "../../src/impact/sources/project.ts";
import type { Workshop } from "../../src/run/package/workshop.ts";
import { Successor, writtenName } from "./successor.ts";
import { unpackSources } from "./unpacked.ts";

const rows = z.array(
  z.strictObject({
    project: z.string(),
    /** The project's release that has adapted. */
    next: z.string(),
    of: z.string(),
    old: z.string(),
    new: z.string(),
    python: z.string(),
    /** What it is imported as, where it is called otherwise. */
    imports: z.string().optional(),
    /** Names that the next release dropped for other reasons. */
    unrelated: z.array(z.string()).default([]),
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
  adapted: string[];
  kept: string[];
  dropped: string[];
  seconds: number;
}

const HEAD = [
  ...["project", "upgrade", "sources", "uses", "breaks", "found", "warned", "missed", "wrong", "calls"],
  ...["adapted", "kept", "dropped", "seconds"],
];
const LOCK = "importgraph-bench.txt";

/** Prints a row for each project as soon as it is judged, with what is missed, wrong and kept; then all rows. */
export async function benchImpact(args: readonly string[], say: (line: string) => void): Promise<void> {
  const store = args.includes("--store") ? args[args.indexOf("--store") + 1] : undefined;
  const chosen = args.filter((arg) => !arg.startsWith("--") && arg !== store);
  const all = rows.parse(parse(await readFile(join(import.meta.dirname, "projects.yaml"), "utf8")));
  const wanted = all.filter(
    ({ project, of }) => chosen.length === 0 || chosen.some((one) => project.startsWith(one) || of === one),
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
        for (const line of detailsOf(row, figures, args.includes("--read"))) {
          say(line);
        }
      }
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  say(`\n${columns([HEAD, ...told.map(([row, figures]) => rowOf(row, figures))])}`);
}

const KINDS = ["missed", "wrong", "kept", "dropped"] as const;

function detailsOf({ project, of }: Row, figures: Figures, isRead: boolean): string[] {
  const kinds = isRead ? ([...KINDS, "adapted"] as const) : KINDS;
  return kinds.flatMap((kind) => figures[kind].map((line) => `${project} (${of}): ${kind} ${line}`));
}

function rowOf({ project, of, old, new: next }: Row, figures: Figures): string[] {
  const { sources, uses, breaks, found, warned, missed, wrong, calls, seconds } = figures;
  const { adapted, kept, dropped } = figures;
  const counts = [sources, uses, breaks, found, warned, missed.length, wrong.length, calls];
  const judged = [adapted.length, kept.length, dropped.length];
  return [project, `${of} ${old} → ${next}`, ...[...counts, ...judged].map(String), seconds.toFixed(1)];
}

async function measured(
  row: Row,
  scratch: string,
  workshop: Workshop,
  store: string | undefined,
  isTrying: boolean,
): Promise<Figures> {
  const context = createContext(workshop.signal);
  const [name = ""] = row.project.split("==", 1);
  const folder = await sourcesOf(row.project, scratch);
  const next = await sourcesOf(`${name}==${row.next}`, scratch);
  await cp(join(import.meta.dirname, "locks", row.of, `${name}.txt`), join(folder, LOCK));
  const { store: kept, ...places } = await askedOf(context, store === undefined ? {} : { store });
  const begun = performance.now();
  const project = await sourcesAt(folder, row, workshop, scratch);
  const lock = await readProjectLock(folder, join(folder, LOCK), row.python);
  const read = { project, lock, declared: await declaredBy(folder, lock), python: row.python };
  const upgrades = new Map([[row.of, row.new]]);
  const change = { upgrades, added: new Map<string, string>(), removed: new Set<string>() };
  const releases = await new ExploredReleases([{ store: kept, ...places }]).withNamed(read, change);
  const impact = await releases.impactOn(read, change);
  const seconds = (performance.now() - begun) / 1000;
  const successor = await Successor.of(
    [folder, next],
    project,
    await sourcesAt(next, row, workshop, scratch),
  );
  const judge = (version: string, names: Names) => judged(row, version, names, scratch, workshop);
  const tried = isTrying ? await withTriedNames(context, kept, impact, {}) : impact;
  const figures = await compared(project, tried.findings, row, judge);
  const uses = impact.distributions.find(({ name: one }) => one === row.of)?.uses ?? 0;
  return { ...figures, ...besideSuccessor(project, tried.findings, successor, row), uses, seconds };
}

async function sourcesOf(named: string, scratch: string): Promise<string> {
  const folder = join(scratch, named);
  const isThere = await readdir(folder).catch(() => undefined);
  if (isThere === undefined) {
    await unpackSources(named, folder);
  }
  return folder;
}

function sourcesAt(folder: string, row: Row, workshop: Workshop, scratch: string): Promise<Project> {
  const { signal } = workshop;
  return readSources(folder, row.python, { workshop, say: () => {}, signal, logFolder: scratch });
}

/** Gets each name with the module that is imported for it. */
type Names = Readonly<Record<string, string>>;
type Judge = (version: string, names: Names) => Promise<Record<string, boolean | null>>;

/** What the project writes of the upgraded distribution, where nothing guards it, nor what the file tries to import. */
function writtenBy(project: Project, row: Row): { name: string; module: string; place: Finding["place"] }[] {
  const all = takenBy(project);
  const tried = new Set(
    all
      .filter(({ how, guards }) => how.includes("import") && guards.length > 0)
      .map((taken) => `${taken.place.file} ${writtenName(taken)}`),
  );
  return all.flatMap((taken) => {
    const name = taken.guards.length === 0 ? writtenName(taken) : undefined;
    const isOf = name?.split(".", 1)[0] === (row.imports ?? row.of.replaceAll("-", "_"));
    return name !== undefined && isOf && !tried.has(`${taken.place.file} ${name}`)
      ? [{ name, module: String(taken.symbol.of), place: taken.place }]
      : [];
  });
}

function at({ file, line, cell }: Finding["place"]): string {
  return `${file}:${cell ?? ""}:${line}`;
}

async function compared(
  project: Project,
  findings: readonly Finding[],
  row: Row,
  judge: Judge,
): Promise<Pick<Figures, "sources" | "breaks" | "found" | "warned" | "missed" | "wrong" | "calls">> {
  const written = writtenBy(project, row);
  const said = findings.filter(({ kind, misfit }) => kind === "breaks" && misfit === undefined);
  const names = Object.fromEntries([
    ...said.map(({ name }) => [name, name.split(".", 1)[0] ?? ""]),
    ...written.map(({ name, module }) => [name, module]),
  ]);
  const [old, next] = [await judge(row.old, names), await judge(row.new, names)];
  const isLost = (name: string) => old[name] === true && next[name] === false;
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

/** What is said to break beside what the next release changed. */
function besideSuccessor(
  project: Project,
  findings: readonly Finding[],
  successor: Successor,
  row: Row,
): Pick<Figures, "adapted" | "kept" | "dropped"> {
  const said = findings.filter(({ kind }) => kind === "breaks");
  const told = new Set(findings.map(({ name }) => name));
  // What something of is told, is told.
  const isTold = (name: string) =>
    name.split(".").some((_, index, parts) => told.has(parts.slice(0, index + 1).join(".")));
  const line = ({ place, name, rule }: Finding) => `${at(place)} ${name}: ${rule}`;
  const dropped = writtenBy(project, row)
    .filter(
      ({ name, place }) =>
        !isTold(name) && !row.unrelated.includes(name) && successor.hasDropped({ file: place.file, name }),
    )
    .map(({ name }) => name);
  return {
    adapted: said.filter((one) => successor.hasAdapted(one)).map(line),
    kept: said.filter((one) => !successor.hasAdapted(one)).map(line),
    dropped: [...new Set(dropped)].sort(),
  };
}

/** Asks a release in the image that it was explored in. */
async function judged(
  row: Row,
  version: string,
  names: Names,
  scratch: string,
  workshop: Workshop,
): Promise<Record<string, boolean | null>> {
  const chunks: Uint8Array[] = [];
  const log = openOutputLog(join(scratch, "judge.log"));
  await runSandbox(await workshop.docker(() => {}), {
    image: `importgraph/package/${row.of}:${version}`,
    command: ["/opt/venv/bin/python", "/judge/impact_judge.py"],
    mounts: [{ source: import.meta.dirname, target: "/judge" }],
    stdin: JSON.stringify(names),
    ...{ memoryBytes: 2 * 1024 ** 3, pids: 64, timeoutSeconds: 120, log },
    onStdout: (chunk) => void chunks.push(Buffer.from(chunk)),
  }).finally(() => log.close());
  return z
    .record(z.string(), z.boolean().nullable())
    .parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
}
