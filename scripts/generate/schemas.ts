/** Writes schemas/*.json from the code that checks them; with --check, says which differ instead. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pkginfoJsonSchema } from "../../src/pkginfo/json-schema.ts";
import { repairRulesJsonSchema } from "../../src/repair/rules/json-schema.ts";
import { setupsJsonSchema } from "../../src/setups/json-schema.ts";
import { shardJsonSchema } from "../../src/shard/records.ts";
import { storeJsonSchemas } from "../../src/store/json-schemas.ts";

const folder = join(import.meta.dirname, "..", "..", "schemas");
const schemas = {
  "pkginfo.schema.json": pkginfoJsonSchema(),
  "repair-rules.schema.json": repairRulesJsonSchema(),
  "setups.schema.json": setupsJsonSchema(),
  "shard.schema.json": shardJsonSchema(),
  ...storeJsonSchemas(),
};

const stale: string[] = [];
for (const [name, schema] of Object.entries(schemas)) {
  const path = join(folder, name);
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) {
    continue;
  }
  stale.push(`schemas/${name}`);
  if (!process.argv.includes("--check")) {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
  }
}

if (process.argv.includes("--check") && stale.length > 0) {
  process.stderr.write(`${stale.join(", ")}: out of date; run \`npm run schemas\`\n`);
  process.exitCode = 1;
}
