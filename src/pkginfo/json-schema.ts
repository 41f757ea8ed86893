import { z } from "zod";
import { pkginfoSchema } from "./schema.ts";

/** The JSON Schema (draft 7, which editors' YAML support speaks) of a file of pkginfo/. */
export function pkginfoJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(pkginfoSchema, { target: "draft-7", io: "input" });
  return { $schema, ...schema };
}
