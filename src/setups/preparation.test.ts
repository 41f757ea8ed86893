import { expect, test } from "vitest";
import { prepare } from "./preparation.ts";
import type { SetupRule } from "./rules.ts";

const rules: SetupRule[] = [
  {
    ...{ name: "web", when: [{ name: "web", specifier: ">=2" }], env: { A: "rule", B: "rule" } },
    code: "import web",
  },
  { name: "screen", when: ["qt5", "qt6"].map((name) => ({ name, specifier: "" })), env: { SCREEN: "none" } },
];
const web = { name: "web", version: "2.1" };

test("a rule applies where one of its requirements is installed", () => {
  expect(prepare({ env: {} }, [web, { name: "qt6", version: "6.0" }], rules)).toEqual({
    env: { A: "rule", B: "rule", SCREEN: "none" },
    setups: [{ name: "setup of web", code: "import web" }],
    rules,
  });
});

test("a rule does not apply to another version, nor where nothing of it is installed", () => {
  const nothing = { env: {}, setups: [], rules: [] };
  expect(prepare({ env: {} }, [{ name: "web", version: "1.9" }], rules)).toEqual(nothing);
  expect(prepare({ env: {} }, [], rules)).toEqual(nothing);
});

test("the pkginfo's variables go before those of rules, its code takes the place of theirs", () => {
  const { env, setups } = prepare({ env: { A: "own" }, setup: "mine" }, [web], rules);
  expect(env).toEqual({ A: "own", B: "rule" });
  expect(setups).toEqual([{ name: "setup", code: "mine" }]);
});

test("rules can be switched off", () => {
  expect(prepare({ env: { A: "own" }, setup: false }, [web], rules)).toEqual({
    ...{ env: { A: "own" }, setups: [], rules: [] },
  });
});
