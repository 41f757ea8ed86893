import { resolve } from "node:path";
import { expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { parseSetupRules, readSetupRules } from "./rules.ts";

const home = resolve(import.meta.dirname, "..", "..");

async function parse(text: string) {
  return await parseSetupRules(text, "setups.yaml", async (file) => {
    if (file !== "web.py") {
      throw new Error("ENOENT");
    }
    return "import web\n";
  });
}

test("the rules that are shipped can be read, each with its code", async () => {
  const rules = await readSetupRules(home);
  expect(rules.find(({ name }) => name === "django")?.code).toContain("settings.configure(");
});

test("a checkout from before there were rules has none", async () => {
  expect(await readSetupRules(import.meta.dirname)).toEqual([]);
});

test("a rule says when it applies, what variables it sets and what it runs", async () => {
  const text = "web:\n  when: [Web.Server>=1.0, other]\n  env: {A: b}\n  setup: web.py\n";
  expect(await parse(text)).toEqual([
    {
      name: "web",
      when: [
        { name: "web-server", specifier: ">=1.0" },
        { name: "other", specifier: "" },
      ],
      env: { A: "b" },
      code: "import web\n",
    },
  ]);
});

test.for([
  ["an unknown key", "web:\n  when: [web]\n  setups: web.py\n", "setups.yaml:3:3", "did you mean `setup`?"],
  ["no requirement", "web:\n  when: []\n  setup: web.py\n", "setups.yaml:2:9", "at least one requirement"],
  [
    "no requirement that can be read",
    "web:\n  when: [web>=]\n  setup: web.py\n",
    "setups.yaml:2:10",
    "such as",
  ],
  ["nothing to do", "web:\n  when: [web]\n", "setups.yaml:2:3", "`env`, `setup` or both"],
  [
    "a path",
    "web:\n  when: [web]\n  setup: ../web.py\n",
    "setups.yaml:3:10",
    "a Python file beside this one",
  ],
  ["a file that isn't there", "web:\n  when: [web]\n  setup: other.py\n", "setups.yaml:3:10", "no other.py"],
  ["a wrong name", "Web:\n  when: [web]\n  setup: web.py\n", "setups.yaml", "a name of small letters"],
])("a rule with %s is refused, with its place", async ([, text, place, message]) => {
  const error = await parse(text ?? "").catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InputError);
  expect(String(error)).toContain(place);
  expect(String(error)).toContain(message);
});
