import { expect, test } from "vitest";
import { pkginfoJsonSchema } from "./json-schema.ts";
import { pkginfoSchema } from "./schema.ts";

interface Property {
  description?: string;
  examples?: unknown[];
  pattern?: string;
}

const schema = pkginfoJsonSchema();
const properties = Object.entries(schema.properties as Record<string, Property>);

test("an editor learns every key, which ones are needed, and that there are no others", () => {
  expect(properties.map(([key]) => key)).toEqual(Object.keys(pkginfoSchema.shape));
  expect(schema).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    required: ["name", "version"],
    additionalProperties: false,
  });
});

test.each(properties)(
  "%s is described, and its examples are accepted",
  (key, { description, examples = [], pattern }) => {
    expect(description).toMatch(/^[A-Z].*\.$/);
    for (const example of examples) {
      expect(pkginfoSchema.safeParse({ name: "a", version: "1", [key]: example }).error).toBeUndefined();
      if (pattern !== undefined) {
        expect(example).toMatch(new RegExp(pattern, "u"));
      }
    }
  },
);
