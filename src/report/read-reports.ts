/** What jobs that ran code of packages reported, with what is wrong with it. */

import { z } from "zod";
import { quoted } from "../errors/quoted.ts";
import { BadArchive, onlyFile } from "./only-file.ts";
import { REPORT_FILE, REPORT_LIMITS, type Report, type ReportedPackage, reportSchema } from "./report.ts";

/** An artifact as it was fetched. */
export interface FetchedArtifact {
  name: string;
  zip: Buffer;
}

export interface Reports {
  /** Sorted by stem, each once. */
  packages: ReportedPackage[];
  /** Which job says that it explored what, by stem. */
  bins: ReadonlyMap<string, number>;
  /** What could not be believed or is missing, a sentence each; made of checked names and quoted text. */
  faults: string[];
}

/** More would not be shown. */
const MOST_FAULTS = 20;

/** Reads the reports of all jobs of a run. What is wrong with one spoils no other one. */
export async function readReports(artifacts: readonly FetchedArtifact[]): Promise<Reports> {
  const faults: string[] = [];
  const read: { name: string; report: Report }[] = [];
  for (const { name, zip } of artifacts) {
    try {
      read.push({ name, report: parseReport(await onlyFile(zip, REPORT_FILE, REPORT_LIMITS.bytes)) });
    } catch (error) {
      if (!(error instanceof BadArchive)) {
        throw error;
      }
      faults.push(`The artifact ${quoted(name)} ${error.message}.`);
    }
  }
  const ofPlan = withoutStrangers(read);
  faults.push(...ofPlan.faults);
  const { reports } = ofPlan;
  const { packages, bins, doubled } = byStem(reports);
  faults.push(...doubled);
  faults.push(...missingBins(reports));
  const more = faults.length - MOST_FAULTS;
  return {
    packages: [...packages.values()].sort((a, b) => (a.stem < b.stem ? -1 : 1)),
    bins,
    faults: more > 0 ? [...faults.slice(0, MOST_FAULTS), `… and ${more} more such faults.`] : faults,
  };
}

function byStem(reports: readonly Report[]) {
  const packages = new Map<string, ReportedPackage>();
  const bins = new Map<string, number>();
  const doubled: string[] = [];
  for (const { bin, found } of reports.flatMap((one) => one.packages.map((found) => ({ ...one, found })))) {
    if (packages.has(found.stem)) {
      doubled.push(`${quoted(found.stem)} is reported more than once; only the first report of it is shown.`);
      continue;
    }
    packages.set(found.stem, found);
    if (bin !== undefined) {
      bins.set(found.stem, bin.number);
    }
  }
  return { packages, bins, doubled };
}

function parseReport(bytes: Buffer): Report {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new BadArchive(`holds a ${REPORT_FILE} that is no JSON`);
  }
  const checked = reportSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const place = z.core.toDotPath(issue?.path ?? []);
    throw new BadArchive(
      `holds a ${REPORT_FILE} that is none: at ${quoted(place)}: ${quoted(issue?.message ?? "")}`,
    );
  }
  return checked.data;
}

/** Jobs of one run work by one plan: the one that most of them say. */
function withoutStrangers(read: readonly { name: string; report: Report }[]): {
  reports: Report[];
  faults: string[];
} {
  const jobs = read.filter(({ report }) => report.bin !== undefined);
  const groups = [...Map.groupBy(jobs, ({ report }) => report.plan ?? "")];
  const [plan] = groups.sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const strangers = new Set(jobs.filter(({ report }) => (report.plan ?? "") !== plan));
  return {
    reports: read.filter((one) => !strangers.has(one)).map(({ report }) => report),
    faults: [...strangers].map(
      ({ name }) => `The artifact ${quoted(name)} is of another plan than the others.`,
    ),
  };
}

function missingBins(reports: readonly Report[]): string[] {
  const expected = Math.max(0, ...reports.map(({ bin }) => bin?.of ?? 0));
  const found = new Set(reports.map(({ bin }) => bin?.number));
  const missing = Array.from({ length: expected }, (_, number) => number).filter(
    (number) => !found.has(number),
  );
  const which = missing.slice(0, 10).join(", ");
  return missing.length === 0
    ? []
    : [
        `No report came from ${missing.length} of ${expected} jobs (${which}${missing.length > 10 ? ", …" : ""}): they failed, were cancelled, or could not upload it.`,
      ];
}
