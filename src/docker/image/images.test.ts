import { expect, test } from "vitest";
import { packageImageTag } from "./images.ts";

test("every version has a legal tag of its own", () => {
  expect(packageImageTag("requests", "2.32.3")).toBe("importgraph/package/requests:2.32.3");
  const odd = ["1!2.0", "1.2.0", "1+2.0", `1.0+${"a".repeat(200)}`, `1.0+${"a".repeat(201)}`];
  const tags = odd.map((version) => packageImageTag("x", version));
  expect(new Set(tags).size).toBe(odd.length);
  for (const tag of tags) {
    expect(tag).toMatch(/^importgraph\/package\/x:\w[\w.-]{0,127}$/);
  }
});
