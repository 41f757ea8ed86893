import { z } from "zod";
import { repairRulesSchema } from "./rules.ts";

/** The JSON Schema (draft 7, which editors' YAML support speaks) of `src/repair/rules.yaml`. */
export function repairRulesJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(repairRulesSchema, { target: "draft-7", io: "input" });
  return { $schema, ...schema };
}
