/**
 * Writes what follows from each action's `action.yml`: the tables of its README, and the types of its inputs and
 * outputs; and, from `package.json`, the version that documents and examples pin. With --check, says which differ instead.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { rowText } from "../../src/pkginfo/markdown-table.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, "actions");

// No `branding`: only the Marketplace shows it, which lists the one action at the top of a repository.
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  inputs: z
    .record(
      z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      z.strictObject({ description: z.string(), required: z.boolean(), default: z.string().optional() }),
    )
    .default({}),
  outputs: z
    .record(z.string().regex(/^[a-z]+(-[a-z]+)*$/), z.strictObject({ description: z.string() }))
    .default({}),
  runs: z.strictObject({ using: z.literal("node24"), main: z.literal("dist/index.js") }),
});

type Action = z.infer<typeof actionSchema>;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));

const NOTE = "Generated from action.yml by npm run actions; do not edit.";

function interfaceText({ inputs, outputs }: Action): string {
  const union = (names: string[]) =>
    names.length === 0 ? "never" : names.map((name) => JSON.stringify(name)).join(" | ");
  const line = (key: string, names: string[]) => {
    const oneLine = `  ${key}: ${union(names)};`;
    return oneLine.length <= 110
      ? oneLine
      : `  ${key}:\n${names.map((name) => `    | ${JSON.stringify(name)}`).join("\n")};`;
  };
  return [
    `// ${NOTE}`,
    "",
    "/** The names of this action's inputs and outputs. */",
    "export interface ActionInterface {",
    line("inputs", Object.keys(inputs)),
    line("outputs", Object.keys(outputs)),
    "}",
    "",
  ].join("\n");
}

function tables({ inputs, outputs }: Action): string {
  const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, " ");
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    oneLine(input.description),
    input.required ? "required" : input.default ? `\`${input.default}\`` : "–",
  ]);
  const outputRows = Object.entries(outputs).map(([name, output]) => [
    `\`${name}\``,
    oneLine(output.description),
  ]);
  const table = (columns: string[], rows: string[][]) =>
    rows.length === 0 ? "None." : [columns, columns.map(() => "---"), ...rows].map(rowText).join("\n");
  return [
    `Of importgraph ${version}. What a release promises, and how to pin one: [docs/releases.md](../../docs/releases.md).`,
    "## Inputs",
    table(["input", "what it is", "default"], inputRows),
    "## Outputs",
    table(["output", "what it is"], outputRows),
  ].join("\n\n");
}

const BEGIN = `<!-- ${NOTE} -->`;
const END = "<!-- end of what is generated -->";

function readmeText(present: string, action: Action): string {
  const generated = `${BEGIN}\n\n${tables(action)}\n\n${END}`;
  const [begin, end] = [present.indexOf(BEGIN), present.indexOf(END)];
  return begin >= 0 && end > begin
    ? pinned(`${present.slice(0, begin)}${generated}${present.slice(end + END.length)}`)
    : `# ${action.name}\n\n${action.description.trim()}\n\n${generated}\n`;
}

/** Where a commit stands for the newest release, its version is beside it. */
function pinned(text: string): string {
  return text.replaceAll(/(?<=@COMMIT # v)[\d.]+/g, version);
}

const stale: string[] = [];
async function keep(path: string, text: (present: string) => string): Promise<void> {
  const present = await readFile(path, "utf8").catch(() => "");
  const wanted = text(present);
  if (present !== wanted) {
    stale.push(relative(root, path));
    if (!process.argv.includes("--check")) {
      await writeFile(path, wanted);
    }
  }
}

for (const name of (await readdir(folder)).sort()) {
  const action = actionSchema.parse(parse(await readFile(join(folder, name, "action.yml"), "utf8")));
  await keep(join(folder, name, "interface.ts"), () => interfaceText(action));
  await keep(join(folder, name, "README.md"), (present) => readmeText(present, action));
}

const pinning = ["README.md", "docs/releases.md", "docs/check.md"];
const workflows = join("examples", "packages-repository", ".github", "workflows");
for (const name of await readdir(join(root, workflows))) {
  pinning.push(join(workflows, name));
}
for (const path of pinning) {
  await keep(join(root, path), pinned);
}

if (process.argv.includes("--check") && stale.length > 0) {
  process.stderr.write(`${stale.join(", ")}: out of date; run \`npm run actions\`\n`);
  process.exitCode = 1;
}
