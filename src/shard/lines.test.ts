import { expect, test } from "vitest";
import { LineSplitter, LineTooLongError } from "./lines.ts";

function split(chunks: readonly Uint8Array[], maxBytes = 1000): string[] {
  const splitter = new LineSplitter(maxBytes);
  return chunks.flatMap((chunk) => [...splitter.push(chunk)]);
}

/** The bytes in chunks of the same length. */
function cut(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

test.each([
  ["ASCII", "one\n\ntwo and a half\n\n\nthree\r\n"],
  ["any text", "eins\n\u00fcber \u{1f600}\nzwei\n\u20ac\n\n"],
])("lines of %s are the same however they were cut into chunks", (_, text) => {
  const bytes = Buffer.from(text);
  for (let length = 1; length <= bytes.length; length += 1) {
    expect(split(cut(bytes, length))).toEqual(text.split("\n").slice(0, -1));
  }
});

test("what a line began with is kept when the memory of its chunk is used again", () => {
  const splitter = new LineSplitter(1000);
  const memory = Buffer.from("first\nbeg");
  expect([...splitter.push(memory)]).toEqual(["first"]);
  memory.fill("x");
  expect([...splitter.push(Buffer.from("un\n"))]).toEqual(["begun"]);
});

test("the lines before one that is too long, or no text, are given first", () => {
  const given: string[] = [];
  const take = (bytes: Uint8Array) => {
    for (const line of new LineSplitter(10).push(bytes)) {
      given.push(line);
    }
  };
  expect(() => take(Buffer.from("short\nlonger than that\nshort\n"))).toThrow(LineTooLongError);
  expect(() => take(Buffer.from("text\n\xff\nmore\n", "latin1"))).toThrow(TypeError);
  expect(given).toEqual(["short", "text"]);
});

test("a long line may come byte by byte", () => {
  const bytes = Buffer.from(`${"x".repeat(300_000)}\n`);
  expect(split(cut(bytes, 1), 1_000_000)).toEqual(["x".repeat(300_000)]);
});
