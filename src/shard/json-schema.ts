import { z } from "zod";
import { strictSchemas } from "./records.ts";

/** The JSON Schema of one line of a shard, as this version writes it. Made from the schemas that check records. */
export function shardJsonSchema(): object {
  const named = {
    ...strictSchemas,
    ref: strictSchemas.entryPoint.shape.to,
    foreignRef: strictSchemas.external.shape.ref,
    signature: strictSchemas.node.shape.signature.unwrap(),
  };
  for (const [id, schema] of Object.entries(named)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  }
  const { $schema, ...schema } = z.toJSONSchema(z.union(Object.values(strictSchemas)));
  return {
    $schema,
    title: "A line of an importgraph shard",
    description:
      "A shard is JSON Lines: a header, nodes, externals, entry points, problems, an end. This is what is written; who reads ignores fields that are not listed here. See docs/formats.md.",
    ...schema,
  };
}
