/** Which distribution gives an import name. */

import { z } from "zod";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import type { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { likelyOwners } from "../../../graph/questions/whereis.ts";
import type { Index } from "../../../releases/index/open-index.ts";
import { isProjectName, normalizeName } from "../../../releases/project-name.ts";
import type { Project } from "../../../releases/release.ts";
import type { DebianArchive } from "../debian/archive.ts";
import { type ReaderTools, readFromIndex } from "../readers/run-reader.ts";
import { newestWheel } from "./newest-wheel.ts";
import { type Doubt, doubtsOf } from "./trust.ts";

/** A distribution that may give an import name. */
export interface ImportOwner {
  /** In its normal form (PEP 503). */
  distribution: string;
  /** The extra of the failing distribution that asks for it and for the least else: `extras` may then name it. */
  extra?: string;
  /** The failing distribution's metadata asks for it, with or without a marker. */
  declared: boolean;
  /**
   * Whether it may be taken: somebody's files or records were measured to have the name, or the failing distribution asks
   * for it, and nothing speaks against it. Else it is only said.
   */
  trusted: boolean;
  /** Nothing speaks against it but that its newest release does not have the name any more. */
  isFormer?: boolean;
  /** Why it is trusted or not, as a sentence without a full stop. */
  reason: string;
  /** All that speaks for it, as sentences without a full stop. */
  evidence: readonly string[];
}

/** What the metadata of the failing distribution asks for, as its `requirement` records have it. */
export interface Declared {
  name: string;
  extra?: string | undefined;
}

export interface ImportOwnerTools extends ReaderTools {
  index: Index;
  /** That of the base, where it could be opened. */
  archive?: DebianArchive | undefined;
  /** That of the store, where it has one. */
  graph?: OpenGraph | undefined;
  /** Default: now. */
  now?: Date;
}

interface Candidate {
  distribution: string;
  declared: Declared | undefined;
  /** Somebody other than its own wheel had the name in it. */
  measured: boolean;
  evidence: string[];
}

/** Of what is declared so many are looked into. */
const MOST_DECLARED = 30;
const answerSchema = z.array(
  z.union([
    z.object({ name: z.string(), imports: z.array(z.string()), by: z.enum(["metadata", "files"]) }),
    z.object({ name: z.string(), error: z.string() }),
  ]),
);

/**
 * Looks up what gives an import name: by the store's graph, by Debian's files, by what the failing distribution declares,
 * and by the distribution that is called so itself. What the index has of each is looked into: PEP 794's metadata of the
 * newest wheel, else its files.
 *
 * @param importName dotted, such as `google.protobuf`
 * @param declared of the failing distribution
 * @returns those that may be taken first, then those that are only said; empty for what is no import name
 */
export async function importOwners(
  importName: string,
  declared: readonly Declared[],
  tools: ImportOwnerTools,
): Promise<ImportOwner[]> {
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(importName) || importName.length > 200) {
    return [];
  }
  const candidates = await candidatesFor(importName, declared, tools);
  const projects = new Map<string, Project>();
  for (const { distribution } of candidates) {
    const project = await projectOf(distribution, tools.index);
    if (project !== undefined) {
      projects.set(distribution, project);
    }
  }
  const looked = await lookInto(importName, projects, tools);
  const owners = candidates.flatMap((candidate) => {
    const project = projects.get(candidate.distribution);
    const found = looked.get(candidate.distribution) ?? {
      verdict: "unknown",
      why: "the index has none of its wheels",
    };
    return project === undefined ? [] : ownerOf(candidate, project, found, tools);
  });
  // A stable sort: candidates come in the order of what speaks for them.
  return owners.sort((left, right) => Number(right.trusted) - Number(left.trusted));
}

async function candidatesFor(
  importName: string,
  declared: readonly Declared[],
  { graph, archive }: ImportOwnerTools,
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const sizes = Map.groupBy(declared, ({ extra }) => extra);
  const sizeOf = ({ extra }: Declared) => sizes.get(extra)?.length ?? 0;
  const smallest = (asked: readonly Declared[]) => asked.toSorted((a, b) => sizeOf(a) - sizeOf(b))[0];
  const add = (name: string, evidence: string | undefined, measured: boolean) => {
    const distribution = normalizeName(name);
    const asked = declared.filter((one) => normalizeName(one.name) === distribution);
    const candidate = found.get(distribution) ?? {
      distribution,
      declared: asked.find(({ extra }) => extra === undefined) ?? smallest(asked),
      measured: false,
      evidence: [],
    };
    candidate.measured ||= measured;
    candidate.evidence.push(...(evidence === undefined ? [] : [evidence]));
    found.set(distribution, candidate);
  };
  for (const one of declared.filter(({ name }) => isProjectName(name)).slice(0, MOST_DECLARED)) {
    const by =
      one.extra === undefined ? "its metadata asks for it" : `its extra ${quoted(one.extra)} asks for it`;
    add(one.name, by, false);
  }
  for (const { distribution, version, why } of graph === undefined
    ? []
    : await likelyOwners(graph, importName)) {
    if (why === "import name" || (why === "name" && importName.includes("."))) {
      add(distribution, `${distribution} ${version} of the store is imported by ${importName}`, true);
    }
  }
  for (const { distribution, evidence } of archive?.moduleOwners(importName) ?? []) {
    if (distribution !== undefined) {
      add(distribution, evidence.join(", "), true);
    }
  }
  const [top = ""] = importName.split(".");
  add(top, undefined, false);
  return [...found.values()];
}

async function projectOf(name: string, index: Index): Promise<Project | undefined> {
  try {
    return await index.project(name);
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

type Verdict = { verdict: "has" | "has not" | "unknown"; why: string };

async function lookInto(
  importName: string,
  projects: ReadonlyMap<string, Project>,
  tools: ImportOwnerTools,
): Promise<Map<string, Verdict>> {
  const wheels = [...projects].flatMap(([name, project]) => {
    const wheel = newestWheel(project, tools.base.python);
    return wheel === undefined ? [] : [{ name, ...wheel }];
  });
  const verdicts = new Map<string, Verdict>();
  if (wheels.length === 0) {
    return verdicts;
  }
  const job = { wheels: wheels.map(({ name, url }) => ({ name, url })) };
  const answers = await readFromIndex("import_names", job, answerSchema, tools);
  for (const [at, answer] of answers.entries()) {
    const name = wheels[at]?.name ?? "";
    const file = wheels[at]?.fileName;
    if ("error" in answer) {
      verdicts.set(name, { verdict: "unknown", why: `${file} could not be looked into` });
      continue;
    }
    const has = answer.imports.includes(importName);
    const by = answer.by === "metadata" ? "its metadata says so" : "by its files";
    verdicts.set(name, {
      verdict: has ? "has" : "has not",
      why: has ? `${file} has ${importName}: ${by}` : `${file} has no ${importName}`,
    });
  }
  return verdicts;
}

function ownerOf(
  candidate: Candidate,
  project: Project,
  found: Verdict,
  tools: ImportOwnerTools,
): ImportOwner[] {
  const { distribution, declared, measured, evidence } = candidate;
  const { verdict, why } = found;
  if (verdict === "has not" && !measured) {
    return [];
  }
  if (verdict === "unknown" && !measured && declared !== undefined && evidence.length === 1) {
    // That it is declared says nothing of what it is imported by.
    return [];
  }
  const doubts = doubtsAbout(candidate, project, found, tools);
  return [
    {
      distribution,
      ...(declared?.extra !== undefined && { extra: declared.extra }),
      declared: declared !== undefined,
      trusted: doubts.length === 0,
      ...(verdict === "has not" && doubts.length === 1 && { isFormer: true }),
      reason: doubts[0] ?? (declared === undefined ? (evidence[0] ?? why) : why),
      evidence: verdict === "has" ? [...evidence, why] : evidence,
    },
  ];
}

function doubtsAbout(
  { declared, measured }: Candidate,
  project: Project,
  { verdict, why }: Verdict,
  { archive, graph, now = new Date() }: ImportOwnerTools,
): Doubt[] {
  const known = new Set([
    ...(archive?.distributions() ?? []),
    ...(graph?.releases() ?? []).map((release) => release.distribution),
  ]);
  return [
    ...(verdict === "has not" ? [why] : []),
    ...(verdict === "unknown" ? [`that its releases on the index have it is not known: ${why}`] : []),
    ...(measured || declared !== undefined ? [] : ["nothing but its own name and files speaks for it"]),
    ...doubtsOf(project, known, now),
  ];
}
