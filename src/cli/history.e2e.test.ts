import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunStand, setUpRuns } from "./testing/run-stand.ts";

let stand: RunStand;

beforeAll(async () => {
  stand = await setUpRuns([]);
});

afterAll(() => stand.tearDown());

test("releases are explored, each once, and what came with which is told from then on", async () => {
  const args = ["history", "tenacity", "--from", "9.0", "--to", "9.1.99", "--json"];
  const first = await stand.importgraph(args);
  expect([first.code, first.err]).toEqual([0, expect.stringContaining("tenacity==9.0.0  explore")]);
  const told = JSON.parse(first.out);
  const versions = told.releases.map(({ version }: { version: string }) => version);
  expect(versions).toEqual(told.leftOut.versions);
  expect(versions[0]).toBe("9.0.0");
  expect(versions.length).toBeGreaterThan(1);
  expect(told).toMatchObject({ name: "tenacity", hasEarlier: true, missing: [] });
  const again = await stand.importgraph(args);
  expect([again.code, again.err]).toEqual([0, ""]);
  expect(JSON.parse(again.out).digest).toBe(told.digest);
  const shown = await stand.importgraph(["show", "tenacity.Retrying.begin"]);
  expect(shown.out).toContain("\nsince 9.0.0 or before\n");
  const all = await stand.importgraph(["history", "tenacity", "--kept", "--all"]);
  expect(all.out).toContain("  9.0.0  █");
  // Questions are answered from the newest one; the others are there for who names them.
  const listed = JSON.parse((await stand.importgraph(["list", "--json"])).out);
  expect(JSON.stringify(listed)).not.toContain('"9.0.0"');
  const named = await stand.importgraph(["names", "tenacity==9.0.0", "--json"]);
  expect(JSON.parse(named.out)).toMatchObject({ answeredBy: { version: "9.0.0" } });
  expect((await stand.importgraph(["diff", "tenacity==9.0.0", versions.at(-1)])).code).toBe(0);
  const kept = await stand.importgraph(["store", "prune", "--keep", "1", "--json"]);
  expect(JSON.parse(kept.out).keys).toEqual([]);
  expect((await stand.importgraph(["store", "verify"])).code).toBe(0);
});
