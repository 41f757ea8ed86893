/** Writes the table of rules into docs/changes.md; with --check, says whether it differs instead. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LEVELS } from "../../src/diff/diff.ts";
import { rules } from "../../src/diff/rules/rules.ts";

const path = join(import.meta.dirname, "..", "..", "docs", "changes.md");
const [BEGIN, END] = ["<!-- rules -->", "<!-- end of rules -->"];

const tables = LEVELS.map((level) => {
  const rows = [...rules]
    .filter(([, rule]) => rule.level === level)
    .map(([name, { title, reason }]) => `| \`${name}\` | ${title} | ${reason.replaceAll("|", "\\|")} |`);
  return [`### ${level} (${rows.length})`, "", "| rule | what is told | why |", "|---|---|---|", ...rows, ""];
});
const text = await readFile(path, "utf8");
const [before, rest = ""] = text.split(BEGIN);
const [, after = ""] = rest.split(END);
const whole = `${before}${BEGIN}\n\n${tables.flat().join("\n")}\n${END}${after}`;

if (!process.argv.includes("--check")) {
  await writeFile(path, whole);
} else if (whole !== text) {
  process.stderr.write("docs/changes.md: its table of rules is out of date; run `npm run rules`\n");
  process.exitCode = 1;
}
