import { expect, test } from "vitest";
import type { Attempt } from "../trying/attempt.ts";
import type { Reached } from "../trying/reached.ts";
import type { Found } from "../trying/search.ts";
import { conclusionOf } from "./conclusion.ts";

const SPENT = { tries: 1, remembered: 0, seconds: 1, folder: "/tries" };

function resultOf(reached: Reached, ended: Found["ended"]): string {
  const attempt: Attempt = {
    ...{ digest: "", fields: { name: "thing", version: "1.0" }, python: "3.13", reached },
    ...{ causes: [], failedBuilds: [], declared: [], message: "", seconds: 1 },
  };
  const nothing = { reasons: new Map(), proven: new Set<string>(), said: [], left: [] };
  return conclusionOf({ ...nothing, start: attempt, best: attempt, ended }, SPENT).result;
}

test.each<[string, number, number, string[], Found["ended"], string]>([
  ["most modules", 3, 1, [], "enough", "sound"],
  ["its import name, and few modules, and nothing is left to try", 2, 3, [], "exhausted", "sound"],
  ["its import name, and few modules, and more could be tried", 2, 3, [], "limits", "unknown"],
  ["nothing, since there is nothing in it", 0, 0, [], "enough", "sound"],
  ["modules, and not its import name", 3, 1, ["thing"], "exhausted", "unknown"],
])("of a package that imports %s", (_, imported, broken, brokenRoots, ended, result) => {
  expect(resultOf({ stage: "imports", imported, broken, brokenRoots }, ended)).toBe(result);
});
