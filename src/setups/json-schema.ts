import { z } from "zod";
import { setupRulesSchema } from "./rules.ts";

/** The JSON Schema (draft 7, which editors' YAML support speaks) of `baseimage/setups/setups.yaml`. */
export function setupsJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(setupRulesSchema, { target: "draft-7", io: "input" });
  return { $schema, ...schema };
}
