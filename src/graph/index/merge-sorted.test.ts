import { expect, test } from "vitest";
import { mergeSorted } from "./merge-sorted.ts";

async function* batches(...lists: number[][]): AsyncGenerator<number[]> {
  yield* lists;
}

async function merged(sources: AsyncGenerator<number[]>[]): Promise<number[]> {
  return (await Array.fromAsync(mergeSorted(sources, (left, right) => left - right))).flat();
}

test("rows of many sources come in order, whatever batches they come in", async () => {
  const sources = Array.from({ length: 37 }, (_, source) =>
    Array.from({ length: source * 7 }, (_, row) => (row * 31 + source * 17) % 1000).sort((a, b) => a - b),
  );
  const all = sources.flat().sort((a, b) => a - b);
  const cut = (rows: number[], size: number) =>
    Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => rows.slice(at * size, (at + 1) * size));
  expect(await merged(sources.map((rows, source) => batches(...cut(rows, source + 1))))).toEqual(all);
});

test("sources without rows, and batches without rows, are let pass", async () => {
  expect(await merged([])).toEqual([]);
  expect(await merged([batches(), batches([], [2], []), batches([1], [3])])).toEqual([1, 2, 3]);
});

test("of equal rows those of the first source come first", async () => {
  const sources = ["b", "a", "c"].map((name) =>
    (async function* () {
      yield [0, 1, 1].map((key) => ({ key, name }));
    })(),
  );
  const rows = (await Array.fromAsync(mergeSorted(sources, (left, right) => left.key - right.key))).flat();
  expect(rows.map(({ name }) => name).join("")).toBe("bacbbaacc");
});
