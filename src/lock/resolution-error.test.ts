import { expect, test } from "vitest";
import { ResolutionError } from "./resolution-error.ts";

const place = { file: "pkginfo/example.yaml" };

/** Outputs of uv 0.13.9, as it prints them without colours. */
const outputs = {
  conflict: `error: No solution found when resolving dependencies
  cause: Because requests==2.32.3 depends on urllib3>=1.21.1,<3 and you require requests==2.32.3, we can conclude that you require urllib3>=1.21.1,<3.
         And because you require urllib3==1.0, we can conclude that your requirements are unsatisfiable.
`,
  metadata: `error: No solution found when resolving dependencies
  cause: Because pandas==0.22.0 has invalid metadata and you require pandas==0.22, we can conclude that your requirements are unsatisfiable.

hint: Metadata for \`pandas\` (v0.22.0) could not be parsed:
  after parsing \`2011\`, found \`k\`, which is not part of a valid version
  pytz (>=2011k)
        ^^^^^^^
`,
  backEnd: `   Building psycopg2==2.9.10
error: Failed to download and build \`psycopg2==2.9.10\`
  cause: The build backend returned an error
  cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)

         [stderr]
         Error: pg_config executable not found.
`,
  network: `error: Failed to fetch: \`https://index.example.org/simple/idna/\`
  cause: error sending request for url (https://index.example.org/simple/idna/)
  cause: client error (Connect)
`,
};

test("What uv says is shown without its decoration", () => {
  const error = new ResolutionError(place, "requests 2.32.3", outputs.conflict);
  expect(error.lines).toEqual([
    "Because requests==2.32.3 depends on urllib3>=1.21.1,<3 and you require requests==2.32.3, we can conclude that you require urllib3>=1.21.1,<3.",
    "And because you require urllib3==1.0, we can conclude that your requirements are unsatisfiable.",
  ]);
  expect(error.message).toMatch(/^pkginfo\/example\.yaml: requests 2\.32\.3 can't be resolved:\n {4}Because/);
});

test.each([
  ["a conflict", outputs.conflict, "change `with` or `constraints`"],
  ["metadata that uv refuses", outputs.metadata, "take another release"],
  [
    "a back end that fails",
    "error: Failed to build `example==1.0`\n  boo",
    "add what its build needs to `apt`",
  ],
  ["a program that a back end wants", outputs.backEnd, "the program pg_config to `apt`"],
  ["an index that does not answer", outputs.network, "check this machine's network"],
])("The way out of %s is named", (_, output, fix) => {
  expect(new ResolutionError(place, "example 1.0", output).problems[0]?.fix).toContain(fix);
});

test("Of a long output the beginning and the end are shown, and nothing in it steers the terminal", () => {
  const compiler = Array.from({ length: 500 }, (_, at) => `         \u001b[31mline ${at}`).join("\n");
  const { lines } = new ResolutionError(place, "example 1.0", `error: Failed to build\n${compiler}\n`);
  expect(lines.length).toBeLessThanOrEqual(30);
  expect(lines[0]).toBe("Failed to build");
  expect(lines.at(-1)).toContain("line 499");
  expect(lines.join("")).not.toContain("\u001b");
});
