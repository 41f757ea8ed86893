/** From causes to candidates: what rules and look-ups know. */

import { normalizeName } from "../../releases/project-name.ts";
import type { Cause } from "../diagnosis/causes.ts";
import type { Removal } from "../lookups/python/removals.ts";
import type { Fix, LookUpKind, Rule } from "../rules/rules.ts";
import type { Advice, Candidate } from "./candidate.ts";
import type { Change } from "./change.ts";
import { candidate, type Finding, type FixContext } from "./finding.ts";
import type { LookUps, Subject } from "./look-ups.ts";
import { packagesWith } from "./packages-with.ts";

/**
 * What may mend a cause, the cheapest first. Texts of logs are looked up and never taken: what is proposed is written
 * in the rules or was answered by a look-up.
 */
export async function advise(
  cause: Cause,
  rules: readonly Rule[],
  subject: Subject,
  lookUps: LookUps,
): Promise<Advice> {
  const rule = rules.find(({ name }) => name === cause.rule);
  if (rule === undefined) {
    return { candidates: [], said: [] };
  }
  const found: Finding[] = [];
  for (const fix of rule.fixes) {
    found.push(await findingsOf(fix, { cause, rule, subject, lookUps }));
  }
  const refusal = found.find((one) => one.refusal !== undefined)?.refusal;
  const left = found.find((one) => one.left !== undefined)?.left;
  return {
    candidates: found.flatMap((one) => one.candidates ?? []),
    said: found.flatMap((one) => one.said ?? []),
    ...(refusal && { refusal }),
    ...(left !== undefined && { left }),
  };
}

async function findingsOf(fix: Fix, context: FixContext): Promise<Finding> {
  const { subject, lookUps } = context;
  if (fix["look-up"] !== undefined) {
    return await lookedUp(fix["look-up"], context);
  }
  if (fix.set !== undefined) {
    return { candidates: [candidate(context, changesOfSettings(fix.set, subject), [])] };
  }
  if (fix.python !== undefined) {
    const pythons = await pythonsUpTo(Number(fix.python.split(".")[1]), context);
    return { candidates: pythons.map((item) => candidate(context, [{ key: "python", item }], [])) };
  }
  if (fix["as-of"] !== undefined) {
    const day = subject.uploadTime?.slice(0, 10);
    return day === undefined
      ? {}
      : { candidates: [candidate(context, [{ key: "asOf", item: dayAfter(day) }], [])] };
  }
  if (fix["of-the-day"] !== undefined) {
    const name = fix["of-the-day"];
    const version =
      subject.uploadTime === undefined ? undefined : await lookUps.releaseOf(name, subject.uploadTime);
    return version === undefined
      ? {}
      : { candidates: [candidate(context, [{ key: "buildWith", item: `${name}<=${version}` }], [])] };
  }
  if (fix.refuse !== undefined) {
    return { refusal: fix.refuse };
  }
  return fix.leave === undefined ? {} : { left: fix.leave };
}

async function lookedUp(kind: LookUpKind, context: FixContext): Promise<Finding> {
  const { cause } = context;
  const { key = "" } = cause;
  switch (kind) {
    case "import-name":
    case "build-module":
      return await distributionsOf(key, cause.where !== "import", context);
    case "removed-name":
      return await dependenciesBefore(key, context);
    case "c-name": {
      const removal = await context.lookUps.removal(key, context.subject);
      return removal === undefined ? {} : await ofRemoval(removal, context);
    }
    case "successor":
      return await successorOf(key, context);
    case "usable-files":
      return await filesOf(key, context);
    case "distribution":
      return await distributionCalled(key, context);
    default:
      return await packagesWith(kind, key, context);
  }
}

async function distributionsOf(name: string, isBuild: boolean, context: FixContext): Promise<Finding> {
  const [top = ""] = name.split(".");
  if (isItsServer(top, context)) {
    return { refusal: { category: "other", reason: OF_ITS_SERVER.replace("{module}", top) } };
  }
  const owners = await context.lookUps.importOwners(name, context.subject);
  const own = normalizeName(context.subject.name);
  const trusted = owners.filter(({ trusted: isTrusted, distribution }) => isTrusted && distribution !== own);
  const removal = await context.lookUps.removal(top, context.subject);
  const older = removal === undefined ? {} : await ofRemoval(removal, context);
  const given = trusted.slice(0, 2).flatMap(({ distribution, extra, evidence, reason }) => {
    const alone: Change = { key: isBuild ? "buildNeeds" : "with", item: distribution };
    // What else an extra asks for may not be had.
    const changes: Change[] =
      extra === undefined || isBuild ? [alone] : [{ key: "extras", item: extra }, alone];
    return changes.map((change) => candidate(context, [change], [reason, ...evidence]));
  });
  const former = owners.find(({ isFormer, distribution }) => isFormer && distribution !== own);
  const before =
    given.length > 0 || former === undefined
      ? []
      : await formerReleases(former.distribution, name, isBuild, context);
  return {
    ...(given.length + before.length === 0 && older),
    candidates: [...given, ...before, ...(older.candidates ?? [])],
    said: owners
      .filter((owner) => !owner.trusted && !(owner === former && before.length > 0))
      .map(
        ({ distribution, reason }) =>
          `${distribution} may have the module ${top}, and is not taken: ${reason}`,
      ),
  };
}

/** Of a distribution that does not have a module any more, the releases that had it. */
async function formerReleases(
  distribution: string,
  module: string,
  isBuild: boolean,
  context: FixContext,
): Promise<Candidate[]> {
  const last = await context.lookUps.lastHaving({ distribution, module }, context.subject);
  if (last === undefined) {
    return [];
  }
  const key = isBuild ? "buildNeeds" : "with";
  return [candidate(context, [{ key, item: last.constraint }], last.evidence)];
}

const OF_ITS_SERVER =
  "Its modules import `{module}`, which is among none of its files: that exists only inside the program that it is for.";

/** A module that is called as the distribution is, and that it does not have: only a program of it brings that. */
function isItsServer(top: string, { cause, subject }: FixContext): boolean {
  return (
    cause.where === "import" &&
    normalizeName(top) === normalizeName(subject.name) &&
    !cause.modules.some((module) => module.split(".")[0] === top)
  );
}

const KINDS = {
  module: "the module",
  name: "the name",
  "c-api": "the C name",
  syntax: "the syntax of",
} as const satisfies Record<Removal["kind"], string>;

/** An older Python, where one has what is asked for. */
async function ofRemoval({ last, kind, name, gone }: Removal, context: FixContext): Promise<Finding> {
  if (last === undefined) {
    const reason = `It needs ${KINDS[kind]} ${name}, which no Python has for which there is a base image.`;
    return { refusal: { category: "python", reason } };
  }
  const evidence = [`Python ${gone} does not have ${KINDS[kind]} ${name} any more`];
  const pythons = await pythonsUpTo(Number(last.split(".")[1]), context);
  return { candidates: pythons.map((item) => candidate(context, [{ key: "python", item }], evidence)) };
}

/** The preferred of the Pythons below that of the last try, up to a minor version. */
async function pythonsUpTo(most: number, { subject, lookUps }: FixContext): Promise<string[]> {
  const pythons = await lookUps.pythons(subject);
  return pythons
    .filter((python) => minorOf(python) <= most && minorOf(python) < minorOf(subject.python))
    .slice(0, 2);
}

/** Of `name module`, as the pattern of a rule captures a name that a module no longer has. */
async function dependenciesBefore(key: string, context: FixContext): Promise<Finding> {
  const { name, module } = removedName(key);
  if (module === undefined) {
    return {};
  }
  const removal = await context.lookUps.removal(
    name === undefined ? module : `${module}.${name}`,
    context.subject,
  );
  if (removal !== undefined) {
    return await ofRemoval(removal, context);
  }
  const [top = ""] = module.split(".");
  const owners = await context.lookUps.importOwners(top, context.subject);
  const own = normalizeName(context.subject.name);
  const [owner] = owners.filter(({ trusted, distribution }) => trusted && distribution !== own);
  if (owner === undefined) {
    return {};
  }
  const wanted = { distribution: owner.distribution, module, ...(name !== undefined && { name }) };
  const last = await context.lookUps.lastHaving(wanted, context.subject);
  if (last === undefined) {
    return {};
  }
  const into = context.cause.where === "import" ? "constraints" : "buildWith";
  return { candidates: [candidate(context, [{ key: into, item: last.constraint }], last.evidence)] };
}

/** `Mapping' from 'collections`: what stands between the quotes of Python's messages. */
export function removedName(key: string): { name?: string; module?: string } {
  const [, name, module] = /^([\p{L}\w]+)' from '([\p{L}\w.]+)$/u.exec(key) ?? [];
  if (name !== undefined && module !== undefined) {
    return { name, module };
  }
  const [, of, attribute] = /^([\p{L}\w.]+)' has no attribute '([\p{L}\w]+)$/u.exec(key) ?? [];
  if (of !== undefined && attribute !== undefined) {
    return { name: attribute, module: of };
  }
  return /^[\p{L}\w]+(\.[\p{L}\w]+)+$/u.test(key) ? { module: key } : {};
}

async function successorOf(key: string, { lookUps, subject }: FixContext): Promise<Finding> {
  const name = normalizeName(key);
  const isKnown = name !== normalizeName(subject.name) && (await lookUps.isEstablished(name, subject));
  return {
    refusal: {
      category: "other",
      reason: isKnown
        ? `It holds nothing but the advice to use another distribution: ${name}.`
        : "It holds nothing but the advice to use another distribution.",
    },
  };
}

/** A distribution that is missed by its own name. */
async function distributionCalled(key: string, context: FixContext): Promise<Finding> {
  const { cause, lookUps, subject } = context;
  const [, written = ""] = /^([A-Za-z0-9][\w.-]*?)[._-]*(?:\[.*)?$/.exec(key) ?? [];
  const name = normalizeName(written);
  if (name === "" || name === normalizeName(subject.name)) {
    return {};
  }
  const isDeclared = subject.declared.some((one) => normalizeName(one.name) === name);
  const debian = await lookUps.debianNeeds(name, subject);
  const isVouchedFor = isDeclared || (debian !== undefined && (await lookUps.isEstablished(name, subject)));
  if (!isVouchedFor) {
    const said = `${name} is asked for by that name, and is not taken: nothing but the name speaks for it`;
    return { said: [said] };
  }
  const into = cause.where === "import" ? "with" : "buildNeeds";
  const evidence = debian === undefined ? [] : [debian.evidence];
  return { candidates: [candidate(context, [{ key: into, item: name }], evidence)] };
}

/** Of a distribution that is asked for, why no base image could use it. */
async function filesOf(key: string, { lookUps, subject }: FixContext): Promise<Finding> {
  const name = normalizeName(key);
  const why = await lookUps.whyUnusable(name, subject);
  return why === undefined
    ? {}
    : { refusal: { category: why.category, reason: `It asks for ${name}. ${why.reason}` } };
}

type Settings = NonNullable<Fix["set"]>;

function changesOfSettings(set: Settings, { version }: Subject): Change[] {
  const lists = [
    ["extras", set.extras],
    ["with", set.with],
    ["constraints", set.constraints],
    ["buildWith", set["build-with"]],
    ["buildNeeds", set["build-needs"]],
    ["apt", set.apt],
    ["buildApt", set["build-apt"]],
  ] as const;
  const maps = [
    ["env", set.env],
    ["buildEnv", set["build-env"]],
  ] as const;
  return [
    ...lists.flatMap(([key, items = []]) => items.map((item): Change => ({ key, item }))),
    ...maps.flatMap(([key, entries = {}]) =>
      Object.entries(entries).map(
        ([item, value]): Change => ({
          ...{ key, item },
          value: value.replace("{version}", version),
        }),
      ),
    ),
  ];
}

function minorOf(python: string): number {
  return Number(python.split(".")[1]);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
