/** What may be tried next: what look-ups and rules know of the causes, then what often helps. */

import { normalizeName } from "../../releases/project-name.ts";
import { advise } from "../candidates/advise.ts";
import type { Advice, Candidate, Refusal } from "../candidates/candidate.ts";
import { addedTo, type Change, compatible, hasChange } from "../candidates/change.ts";
import type { LookUps, Subject } from "../candidates/look-ups.ts";
import type { Cause } from "../diagnosis/causes.ts";
import type { Rule } from "../rules/rules.ts";
import type { Attempt } from "./attempt.ts";
import { counts, isEnough, isUsable } from "./reached.ts";

/** Candidates that are tried together. */
export interface Option {
  candidates: readonly Candidate[];
  changes: readonly Change[];
  /** Nothing says that it would help: only getting further counts, not failing otherwise. */
  isGuess: boolean;
}

/** What is known of the failure of an attempt. */
export interface Diagnosis {
  options: Option[];
  /** What is the matter where none of them helps. */
  refusal?: Refusal;
  said: readonly string[];
  left: readonly { cause: Cause; why: string }[];
}

/**
 * Of a package that can be used already, a cause is worth a try that keeps so many of its modules away; or, where so many are
 * away, so many of these, and not of one alone.
 */
const WORTH_A_TRY = 0.25;

/** @param subject the release, on the Python of the attempt */
export async function diagnose(
  attempt: Attempt,
  rules: readonly Rule[],
  subject: Subject,
  lookUps: LookUps,
): Promise<Diagnosis> {
  const causes = relevantCauses(attempt);
  const advices: { cause: Cause; advice: Advice }[] = [];
  for (const cause of causes) {
    advices.push({ cause, advice: await advise(cause, rules, subject, lookUps) });
  }
  const said = [...new Set(advices.flatMap(({ advice }) => advice.said))];
  const left = advices.flatMap(({ cause, advice }) =>
    advice.left === undefined ? [] : [{ cause, why: advice.left }],
  );
  const stoppedBy = new Set(lastOfEachRule(causes));
  const perCause = advices.map(({ cause, advice }) =>
    advice.candidates
      .map((one) => ({
        ...one,
        changes: one.changes.map((change) => addedTo(attempt.fields, change)),
        isFatal: one.isFatal === true && stoppedBy.has(cause),
      }))
      .filter((one) => isNew(one, attempt)),
  );
  const libraries = await ofLibraries(attempt, subject, lookUps);
  const refusal = refusalOf(attempt, advices) ?? (await refusalOfSources(attempt, subject, lookUps));
  const hasWay = perCause.some((candidates) => candidates.length > 0);
  if (refusal !== undefined && refusal.isLast !== true && !hasWay) {
    return { options: [], refusal, said, left };
  }
  // The first library that is missed keeps the others of a module from being missed.
  const linked = libraries.filter(({ isFatal }) => isFatal);
  const options = [...ofCauses([...perCause, ...linked.map((one) => [one])])];
  // What nobody complains of is not looked for where enough is there.
  const wanted = libraries.filter(({ isConditional }) => !isConditional);
  if (wanted.length > linked.length && !isEnough(attempt.reached)) {
    options.push(optionOf(wanted, true));
  }
  // Nor is what whoever loads it may do without, where it can be imported; what is its own first.
  if (libraries.length > wanted.length && !isUsable(attempt.reached)) {
    const own = libraries.filter(({ isOwn, isConditional }) => isOwn || !isConditional);
    options.push(...(own.length > wanted.length ? [optionOf(own, true)] : []), optionOf(libraries, true));
  }
  if (!isEnough(attempt.reached)) {
    options.push(...(await guesses(attempt, subject, lookUps)));
  }
  return { options, said, left, ...(refusal && { refusal }) };
}

/** The first reason told that nothing can be done about, those first that need no proof by trying. */
function refusalOf({ reached }: Attempt, advices: readonly { advice: Advice }[]): Refusal | undefined {
  const told = advices.flatMap(({ advice }) => advice.refusal ?? []);
  const refusal = told.find(({ isLast }) => isLast !== true) ?? told[0];
  return refusal !== undefined && counts(refusal, reached) ? refusal : undefined;
}

/** That sources are written for what no Python of the bases has, where nobody has found another reason. */
async function refusalOfSources(
  { reached, message }: Attempt,
  subject: Subject,
  lookUps: LookUps,
): Promise<Refusal | undefined> {
  const use = isUsable(reached) ? undefined : await lookUps.sourceBeyond(message, subject);
  if (use === undefined) {
    return undefined;
  }
  const reason = `Its sources use ${use}, which no Python has for which there is a base image.`;
  return { category: "python", reason, isLast: true };
}

/**
 * What stopped a build is told last: what is told of the same kind before went on, as what a setup.py tries out to learn what
 * there is. Of imports each module is stopped by its own.
 */
function lastOfEachRule(causes: readonly Cause[]): Cause[] {
  const last = new Map(causes.map((cause) => [cause.rule, cause]));
  return causes.filter((cause) => cause.where === "import" || last.get(cause.rule) === cause);
}

function relevantCauses({ causes, reached }: Attempt): readonly Cause[] {
  if (reached.stage !== "imports") {
    return causes;
  }
  const { brokenRoots, imported, broken } = reached;
  const all = imported + broken;
  const ofBroken = broken / all < WORTH_A_TRY ? all : Math.max(2, WORTH_A_TRY * broken);
  const least = Math.min(WORTH_A_TRY * all, ofBroken);
  const worth = causes.filter(
    ({ modules }) => modules.length >= least || modules.some((module) => brokenRoots.includes(module)),
  );
  // Where nothing keeps many away, many small causes may.
  return (worth.length > 0 || isEnough(reached) ? worth : causes).toSorted(
    (left, right) =>
      Number(right.modules.some((module) => brokenRoots.includes(module))) -
        Number(left.modules.some((module) => brokenRoots.includes(module))) ||
      right.modules.length - left.modules.length,
  );
}

/** What touches everything comes after what adds something: another Python, another day of the index. */
function isHeavy({ changes }: Candidate): boolean {
  return changes.some(({ key }) => key === "python" || key === "asOf");
}

function isNew({ changes }: Candidate, { fields }: Attempt): boolean {
  return changes.some((change) => !hasChange(fields, change));
}

function* ofCauses(perCause: readonly (readonly Candidate[])[]): Generator<Option> {
  const light = perCause.map((candidates) => candidates.filter((one) => !isHeavy(one)));
  const firsts = light.flatMap(([first]) => first ?? []);
  if (firsts.length > 1) {
    yield optionOf(firsts);
  }
  for (const some of [light, perCause.map((candidates) => candidates.filter(isHeavy))]) {
    const most = Math.max(0, ...some.map(({ length }) => length));
    for (let at = 0; at < most; at += 1) {
      for (const candidates of some) {
        const candidate = candidates[at];
        if (candidate !== undefined) {
          yield optionOf([candidate]);
        }
      }
    }
  }
}

function optionOf(candidates: readonly Candidate[], isGuess = false): Option {
  return { candidates, changes: compatible(candidates.flatMap(({ changes }) => changes)), isGuess };
}

/** What the image lacks of libraries that are linked or loaded, whatever the modules say that fail for it. */
async function ofLibraries(
  attempt: Attempt,
  subject: Subject,
  lookUps: LookUps,
): Promise<(Candidate & { isConditional: boolean; isOwn: boolean })[]> {
  const { reached, message } = attempt;
  if (reached.stage !== "imports" || reached.broken < WORTH_A_TRY * (reached.imported + reached.broken)) {
    return [];
  }
  const libraries = await lookUps.missingLibraries(subject);
  const paths = reached.brokenRoots.map((root) => root.replaceAll(".", "/"));
  const isOf = (file: string) => paths.some((path) => file === `${path}.py` || file.startsWith(`${path}/`));
  const candidates = libraries.map(({ name, package: item, evidence, isLinked, isConditional, file }) => {
    const purpose = `the library ${name} is missing`;
    const changes: Change[] = [{ key: "apt", item }];
    const why = isLinked === true ? `${evidence}, and cannot open it` : undefined;
    return {
      ...{ cause: purpose, changes, purpose, line: why ?? `${message} (${evidence})`, evidence: [evidence] },
      isFatal: isLinked === true,
      isConditional: isConditional === true,
      isOwn: file !== undefined && isOf(file),
    };
  });
  return candidates.filter((one) => isNew(one, attempt));
}

/** An older Python, where sources use what this one does not have; tools as old as the release. */
async function ofTheDay(attempt: Attempt, subject: Subject, lookUps: LookUps): Promise<Option[]> {
  const { fields, message } = attempt;
  const options: Option[] = [];
  const add = (purpose: string, changes: readonly Change[], evidence: readonly string[]) => {
    const guess = { cause: purpose, changes, purpose, line: message, evidence };
    if (isNew(guess, attempt)) {
      options.push(optionOf([guess], true));
    }
  };
  const limits = async (python: string) =>
    (await lookUps.backEndsOfTheDay(subject, python)).map((item): Change => ({ key: "buildWith", item }));
  const older = fields.python === undefined ? await lookUps.sourcePython(subject) : undefined;
  const usable = older && (await lookUps.pythons(subject)).find((python) => isUpTo(python, older.last));
  if (older !== undefined && usable !== undefined) {
    add(older.evidence, [{ key: "python", item: usable }], [older.evidence]);
  }
  add("what it was built with when it was released", await limits(subject.python), []);
  if (usable !== undefined) {
    const python: Change = { key: "python", item: usable };
    add("the Python and the tools of its time", [python, ...(await limits(usable))], []);
  }
  return options;
}

function isUpTo(python: string, last: string): boolean {
  return Number(python.split(".")[1]) <= Number(last.split(".")[1]);
}

async function ofSources(attempt: Attempt, subject: Subject, lookUps: LookUps): Promise<Option[]> {
  const needs = await lookUps.sourceNeeds(subject);
  const purpose = "what its sources ask for";
  const changes = needs.map(({ package: item }): Change => ({ key: "buildApt", item }));
  const evidence = needs.map((need) => `${need.name}: ${need.evidence}`);
  const guess = { cause: purpose, changes, purpose, line: attempt.message, evidence };
  return isNew(guess, attempt) ? [optionOf([guess], true)] : [];
}

/** A setup.py may say in its own words that it can't import what it needs. */
async function ofBuildFiles(attempt: Attempt, subject: Subject, lookUps: LookUps): Promise<Option[]> {
  const purpose = "what its build files import";
  const changes = (await lookUps.buildImports(subject)).map((item): Change => ({ key: "buildNeeds", item }));
  const guess = { cause: purpose, changes, purpose, line: attempt.message, evidence: [] };
  return isNew(guess, attempt) ? [optionOf([guess], true)] : [];
}

/** What is tried though nothing recognised asks for it: what Debian builds or runs the distribution with; other Pythons. */
async function guesses(attempt: Attempt, subject: Subject, lookUps: LookUps): Promise<Option[]> {
  const { reached, python, fields } = attempt;
  const isImport = reached.stage === "imports";
  const options: Option[] = [
    ...(isImport ? [] : await ofSources(attempt, subject, lookUps)),
    ...(isImport ? [] : await ofBuildFiles(attempt, subject, lookUps)),
    ...(await ofDebian(attempt, subject, lookUps)),
    ...(isImport ? [] : await ofTheDay(attempt, subject, lookUps)),
    ...(isUsable(reached) ? [] : ofExtras(attempt)),
  ];
  // Of a package that can be imported, another Python would be tried for nothing but a hope.
  if (fields.python === undefined && !isUsable(reached)) {
    for (const item of (await lookUps.pythons(subject)).filter((known) => known !== python)) {
      const purpose = `whether it works on Python ${item}`;
      const change: Change = { key: "python", item };
      options.push(
        optionOf([{ cause: purpose, changes: [change], purpose, line: attempt.message, evidence: [] }], true),
      );
    }
  }
  return options;
}

/** For those who work on a distribution, by the names that these extras usually have. */
const FOR_DEVELOPERS =
  /^(?:all|build|ci|cov\w*|dev\w*|docs?\w*|examples?|lint\w*|publish|style|tests?\w*|typ(?:es|ing))$/;
const MOST_EXTRAS = 4;

/** What a distribution offers to bring along may be what it cannot be imported without; the smallest extras first. */
function ofExtras(attempt: Attempt): Option[] {
  const offered = attempt.declared.flatMap(({ extra }) => extra ?? []);
  const sizes = Map.groupBy(offered, (extra) => extra);
  return [...sizes]
    .filter(([extra]) => !FOR_DEVELOPERS.test(extra))
    .sort(([, left], [, right]) => left.length - right.length)
    .map(([item]): Candidate => {
      const purpose = `what its extra ${item} brings along`;
      const changes: Change[] = [{ key: "extras", item }];
      return { cause: purpose, changes, purpose, line: attempt.message, evidence: [] };
    })
    .filter((one) => isNew(one, attempt))
    .slice(0, MOST_EXTRAS)
    .map((one) => optionOf([one], true));
}

async function ofDebian(attempt: Attempt, subject: Subject, lookUps: LookUps): Promise<Option[]> {
  const isImport = attempt.reached.stage === "imports";
  const names = new Set([...(isImport ? [] : attempt.failedBuilds), normalizeName(subject.name)]);
  const options: Option[] = [];
  for (const name of names) {
    const needs = await lookUps.debianNeeds(name, subject);
    const packages = (isImport ? needs?.runtime : needs?.build) ?? [];
    const changes = packages.map((item): Change => ({ key: isImport ? "apt" : "buildApt", item }));
    const purpose = isImport ? `what Debian runs ${name} with` : `what Debian builds ${name} with`;
    const evidence = needs === undefined ? [] : [needs.evidence];
    const guess = { cause: purpose, changes, purpose, line: attempt.message, evidence };
    if (isNew(guess, attempt)) {
      options.push(optionOf([guess], true));
    }
  }
  return options;
}
