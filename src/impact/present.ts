/** What of a project the installed versions have not. */

import { nearNames } from "../ask/near-names.ts";
import { lineage, ownMembers } from "../ask/resolve.ts";
import type { Finding } from "./finding.ts";
import { misfit } from "./follow/calls.ts";
import type { FoundObject, Missing } from "./follow/outcome.ts";
import { isOnlySet, type Situation, type Taken } from "./follow/taken.ts";

/** What is wrong with a place, and what was looked for to say so. */
export interface Doubt {
  taken: Taken;
  finding: Finding;
  /**
   * Whether it may be there in a way that is not seen, so that it is told only where another version has what is missed.
   */
  isLikely: boolean;
}

/** What is wrong with the places of a project in what is installed. */
export function doubts({ outcomes }: Situation): Doubt[] {
  const found: Doubt[] = [];
  for (const [taken, outcome] of outcomes) {
    if (outcome.is === "missing" && !isOnlySet(taken)) {
      const finding = missingFinding(taken, outcome);
      // Many annotations are read by type checkers only, which know names that nothing has when it runs.
      const isAnnotation = taken.how.every((one) => one === "annotation");
      found.push({ taken, finding, isLikely: isAnnotation || outcome.certainty === "likely" });
    } else if (outcome.is === "object") {
      found.push(...misfits(taken, outcome));
    }
  }
  return found;
}

/** Things that are there, and better left alone: deprecated, private, or another distribution's. */
export function* remarks({ outcomes }: Situation): Generator<Finding> {
  for (const [taken, outcome] of outcomes) {
    if (outcome.is === "object" && !isGuarded(taken)) {
      const remark = remarkOn(taken, outcome);
      if (remark !== undefined) {
        yield remark;
      }
    }
  }
}

/** Whether something keeps a place from being reached where it would fail. */
export function isGuarded({ guards }: Taken): boolean {
  return guards.length > 0;
}

function missingFinding(taken: Taken, missing: Missing): Finding {
  const near = nearOf(missing);
  return {
    ...{
      kind: "missing",
      level: "error",
      rule: missing.holder === undefined ? "missing-module" : "missing-name",
    },
    ...{ place: taken.place, name: missing.name, distribution: missing.distribution },
    ...(near.length > 0 && { near }),
  };
}

function nearOf({ holder, name, leaf }: Missing): string[] {
  const prefix = name.slice(0, name.length - leaf.length);
  if (holder === undefined) {
    return [];
  }
  return nearNames(namesIn(holder), leaf).map((near) => `${prefix}${near}`);
}

/** The names of all that an object has, inherited ones too. */
function namesIn({ shard, node }: FoundObject): string[] {
  return lineage(shard, node.id).flatMap((ref) => [...ownMembers(shard, ref)].map(([member]) => member));
}

/** Names that a call gives and nothing takes. That something else does not fit is told of upgrades only. */
function* misfits(taken: Taken, object: FoundObject): Generator<Doubt> {
  const wrong = taken.call === undefined ? undefined : misfit(object, taken.call);
  // A class may take what its attributes are called, too, whatever it says: pydantic's `populate_by_name`.
  const unknown = wrong?.keywords ?? [];
  const attributes = unknown.length > 0 && object.node.kind === "class" ? namesIn(object) : [];
  const keywords = unknown.filter((keyword) => !attributes.includes(keyword));
  if (keywords.length === 0) {
    return;
  }
  const parameters = object.node.signature?.parameters.map(({ name }) => name) ?? [];
  const near = keywords.flatMap((keyword) => nearNames(parameters, keyword));
  yield {
    taken,
    finding: {
      ...{ kind: "misfit", level: "error", rule: "unknown-keyword", place: taken.place, name: object.name },
      ...{ distribution: object.through.at(-1) ?? "", misfit: { keywords, required: [] } },
      ...(near.length > 0 && { near }),
    },
    // What is put around a function may take more than it says.
    isLikely: near.length === 0,
  };
}

function remarkOn(taken: Taken, { node, name, shard, through }: FoundObject): Finding | undefined {
  const distribution = shard.header.distribution.name;
  const begun = { place: taken.place, name, distribution };
  if (node.deprecated !== undefined) {
    const advice = node.deprecated.message;
    return { kind: "deprecated", level: "warning", rule: "deprecated-name", ...begun, advice };
  }
  if (name.split(".").some((part) => part.startsWith("_") && !part.startsWith("__"))) {
    return { kind: "private", level: "note", rule: "private-name", ...begun };
  }
  const [first = ""] = through;
  return through.length > 1 && taken.how.includes("import")
    ? {
        kind: "passed-on",
        level: "note",
        rule: "passed-on-name",
        ...begun,
        distribution: first,
        advice: `it is of ${distribution}`,
      }
    : undefined;
}

/** Whether another version has what is missed, or takes what is given. */
export function isThere({ taken, finding }: Doubt, { outcomes }: Situation): boolean {
  const outcome = outcomes.get(taken);
  if (outcome?.is !== "object") {
    return false;
  }
  const wrong = taken.call === undefined ? undefined : misfit(outcome, taken.call);
  return finding.kind === "missing" || wrong === undefined || wrong.keywords.length === 0;
}
