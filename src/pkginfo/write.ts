import { Document, Scalar, visit } from "yaml";
import { normalizeName } from "../releases/project-name.ts";
import { parsePkginfo } from "./parse.ts";
import type { PkginfoFields } from "./pkginfo.ts";
import { type PkginfoFile, pkginfoSchema } from "./schema.ts";
import { durationText, memoryText } from "./values/limits.ts";

const HEADER = "# yaml-language-server: $schema=../schemas/pkginfo.schema.json\n";

/**
 * The text of a file of pkginfo/: its keys in the schema's order, without those that say nothing.
 *
 * @throws InputError when the fields are no pkginfo
 */
export function pkginfoText(
  fields: Partial<PkginfoFields> & Pick<PkginfoFields, "name" | "version">,
): string {
  const file = toFile(fields);
  const keys = Object.keys(pkginfoSchema.shape) as (keyof PkginfoFile)[];
  const entries = keys.map((key) => [key, file[key]] as const).filter(([, value]) => !isEmpty(value));
  // "compat" also quotes what YAML 1.1 would take for something else than text, such as a date or `no`.
  const document = new Document(Object.fromEntries(entries), { version: "1.2", compat: "yaml-1.1" });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && node.value.includes("\n")) {
        node.type = Scalar.BLOCK_LITERAL;
      }
    },
  });
  const text = HEADER + document.toString({ lineWidth: 0 });
  parsePkginfo(text, `${normalizeName(fields.name)}.yaml`);
  return text;
}

function toFile(fields: Parameters<typeof pkginfoText>[0]): {
  [Key in keyof PkginfoFile]: PkginfoFile[Key] | undefined;
} {
  const { buildWith, buildNeeds, buildApt, buildEnv, asOf, timeoutSeconds, memoryBytes, ...same } = fields;
  return {
    ...same,
    "build-with": buildWith,
    "build-needs": buildNeeds,
    "build-apt": buildApt,
    "build-env": buildEnv,
    "as-of": asOf,
    timeout: timeoutSeconds === undefined ? undefined : durationText(timeoutSeconds),
    memory: memoryBytes === undefined ? undefined : memoryText(memoryBytes),
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}
