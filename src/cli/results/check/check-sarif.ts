import { placeOfChange } from "../../../check/source-files.ts";
import type { Change } from "../../../diff/diff.ts";
import type { Level } from "../../../diff/rule.ts";
import { rules } from "../../../diff/rules/rules.ts";
import { sarifFingerprint, sarifLog, sarifUri } from "../sarif.ts";
import { changeSentence, type Told } from "./told.ts";

const SEVERITIES: Readonly<Record<Level, "error" | "warning" | "note">> = {
  breaking: "error",
  risky: "warning",
  deprecation: "note",
  compatible: "note",
};

/**
 * A check as SARIF 2.1.0, for whatever shows findings beside the lines of a project.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param fallback the project's file that stands for what no file of it has any more; viewers drop what has no place
 */
export function checkSarif(told: Told, programVersion: string, fallback: string): string {
  const { changes, suppressed } = told.check;
  const all = [
    ...changes.filter(({ level }) => level !== "compatible").map((change) => ({ change, by: undefined })),
    ...suppressed,
  ];
  const ids = [...new Set(all.map(({ change }) => change.rule))].sort();
  const results = all.map(({ change, by }) => ({
    ruleId: change.rule,
    ruleIndex: ids.indexOf(change.rule),
    level: SEVERITIES[change.level],
    message: { text: changeSentence(change) },
    locations: [locationOf(told, change, fallback)],
    partialFingerprints: {
      "importgraphChange/v1": sarifFingerprint([change.rule, change.name, change.part ?? ""]),
    },
    ...(by !== undefined && {
      suppressions: [{ kind: "external", status: "accepted", justification: by.reason }],
    }),
  }));
  return sarifLog(programVersion, ids.map(ruleOf), results);
}

function ruleOf(id: string) {
  const rule = rules.get(id);
  return {
    id,
    ...(rule !== undefined && {
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.reason },
      defaultConfiguration: { level: SEVERITIES[rule.level] },
    }),
  };
}

function locationOf({ files }: Told, change: Change, fallback: string) {
  const { file, line = undefined } = placeOfChange(change, files) ?? { file: fallback };
  return {
    physicalLocation: {
      artifactLocation: { uri: sarifUri(file) },
      ...(line !== undefined && { region: { startLine: line } }),
    },
    logicalLocations: [{ fullyQualifiedName: change.name }],
  };
}
