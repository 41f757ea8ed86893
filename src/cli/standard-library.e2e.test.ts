import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem, Ref } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import { readHead } from "../store/layout.ts";
import { type RunStand, setUpRuns, storeFaults } from "./testing/run-stand.ts";

let stand: RunStand;

beforeAll(async () => {
  stand = await setUpRuns(["attrs"]);
});

afterAll(() => stand.tearDown());

async function ask(...args: string[]): Promise<string> {
  const { code, out, err } = await stand.importgraph(args);
  expect(code, err).toBe(0);
  return out;
}

async function shardOf(stem: string): Promise<Shard> {
  const store = await stand.store();
  const entry = (await readHead(store))[stem] ?? expect.fail(`${stem} was not explored`);
  return await openKeptShard(store, entry);
}

/** Everything that modules and classes of a shard lead to or stand on. */
function references({ nodes }: Shard): Ref[] {
  return nodes.flatMap(({ members = {}, bases = [], mro = [] }) => [
    ...Object.values(members),
    ...bases,
    ...mro,
  ]);
}

test("the standard library of a base is explored whole, and packages refer to what is there", async () => {
  const [explored] = JSON.parse(await ask("explore", "python==3.13", "--json"));
  expect(explored).toMatchObject({
    status: "explored",
    python: "3.13",
    version: expect.stringMatching(/^3\.13\./),
  });
  const library = await shardOf("python@3.13");
  expect(library.header.distribution.name).toBe("python");
  expect(library.nodes.length).toBeGreaterThan(30_000);
  // What is for other systems, or for what the base does not have, and names that are there only then.
  const harmless = ({ stage, error }: Problem) => stage === "import" || error === "DanglingMember";
  expect(library.problems.filter((problem) => !harmless(problem))).toEqual([]);
  expect(library.problems.length).toBeLessThan(12);
  const isForeign = (ref: Ref) => typeof ref !== "string" && ("python" in ref || ref.distribution !== null);
  expect(references(library).filter(isForeign)).toEqual([]);
  const modules = library.nodes.filter(({ kind }) => kind === "module").map(({ id }) => id);
  expect(modules.filter((id) => /(^|\.)(test|tests|idle_test)(\.|$)/.test(id))).toEqual([]);

  await ask("explore", "attrs");
  const used = references(await shardOf("attrs")).flatMap((ref) =>
    typeof ref === "object" && "python" in ref ? [ref.id] : [],
  );
  expect(used.length).toBeGreaterThan(50);
  expect(used.filter((id) => library.node(id) === undefined)).toEqual([]);
  expect(await storeFaults(await stand.store())).toEqual([]);
});

test("questions are answered of it as of any distribution", async () => {
  expect(await ask("show", "json.JSONDecoder")).toContain("Simple JSON <https://json.org> decoder");
  expect(await ask("show", "attr.converters.typing.Any")).toMatch(
    /of Python 3\.13\.\d+, which attrs .* was explored with/,
  );
  expect((await ask("names", "python")).split("\n")).toContain("json.JSONDecoder");
  expect(await ask("imports", "json", "--tree")).toMatch(/^importing json loads \d+ modules of Python 3\.13/);
  expect(await ask("uses", "python", "--of", "_winapi")).toContain("_winapi.CloseHandle");
  expect(await ask("requirements", "python")).toContain("the standard library has no metadata");
  const { code, err } = await stand.importgraph(["add", "python==3.13"]);
  expect(code).toBe(1);
  expect(err).toContain("is the standard library, which needs no file in pkginfo/");
});
