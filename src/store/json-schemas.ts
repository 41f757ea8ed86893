import { z } from "zod";
import { graphDocument } from "../page/graph-document.ts";
import { historyDocument } from "../page/history-document.ts";
import { headDocument, keyRecord } from "./layout.ts";
import { recipeDocument } from "./recipe.ts";
import { latestDocument, runManifest, runPackages, runRecord } from "./runs/record.ts";

const DOCUMENTS = {
  head: { key: "head.json", schema: headDocument },
  key: { key: "keys/<shardKey>.json", schema: keyRecord },
  recipe: { key: "recipes/<shard digest>.json", schema: recipeDocument },
  run: { key: "runs/<id>/run.json", schema: runRecord },
  packages: { key: "runs/<id>/packages.json", schema: runPackages },
  manifest: { key: "runs/<id>/manifest.json", schema: runManifest },
  graph: { key: "runs/<id>/graph.json", schema: graphDocument },
  history: { key: "history/<name>/history.json", schema: historyDocument },
  latest: { key: "latest.json", schema: latestDocument },
} as const satisfies Record<string, { key: string; schema: z.core.$ZodType }>;

/** JSON Schemas of the documents of a store, by the name of the file in schemas/. Made from the schemas that check them. */
export function storeJsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(DOCUMENTS).map(([name, { key, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
      const title = `${key} of an importgraph store`;
      const description =
        "Who reads ignores fields that are not listed here, and refuses a newer format. See docs/formats.md.";
      return [`${name}.schema.json`, { $schema, title, description, ...rest }];
    }),
  );
}
