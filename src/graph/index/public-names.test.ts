import { expect, test } from "vitest";
import { isOffering, PublicNames } from "./public-names.ts";

const modules = new Set(["tiny", "tiny.core", "tiny._impl", "tiny.core.deep", "zoo"]);
const names = () => new PublicNames((id) => modules.has(id));

test("an object is best called as it is imported from furthest out", () => {
  const tiny = names();
  tiny.addAlias("tiny.core.deep.Thing", { holder: "tiny.core", name: "Thing" });
  tiny.addAlias("tiny.core.deep.Thing", { holder: "tiny", name: "Thing" });
  expect(tiny.of("tiny.core.deep.Thing")).toBe("tiny.Thing");
  expect(tiny.of("tiny.core.deep.Thing.size")).toBe("tiny.Thing.size");
  expect(tiny.of("tiny.core.deep")).toBe("tiny.core.deep");
  expect(tiny.of("tiny.core.other")).toBe("tiny.core.other");
});

test("a longer public name is better than a private one", () => {
  const tiny = names();
  tiny.addAlias("tiny._impl.make", { holder: "tiny.core.deep", name: "make" });
  tiny.addAlias("tiny._impl.make", { holder: "tiny", name: "_make" });
  expect(tiny.of("tiny._impl.make")).toBe("tiny.core.deep.make");
  expect(tiny.of("tiny._impl.hidden")).toBe("tiny._impl.hidden");
});

test("a module that only imports an object is not told, but where all else is private", () => {
  const tiny = names();
  tiny.addAlias("tiny.core.deep.Thing", { holder: "zoo", name: "Thing" });
  tiny.addAlias("tiny._impl.Thing", { holder: "zoo", name: "Other" });
  expect(tiny.of("tiny.core.deep.Thing")).toBe("tiny.core.deep.Thing");
  expect(tiny.of("tiny._impl.Thing")).toBe("zoo.Other");
});

test("aliases that go round in circles come to an end; what hides a module is told by dots", () => {
  const tiny = names();
  tiny.addAlias("tiny.core.A", { holder: "tiny.core.A.B", name: "up" });
  tiny.addAlias("tiny.core.A.B", { holder: "tiny.core.A", name: "B" });
  expect(tiny.of("tiny.core.A.B")).toBe("tiny.core.A.B");
  expect(tiny.of("tiny:core")).toBe("tiny.core");
});

test.each([
  ["pandas", "pandas.core.frame.DataFrame", true],
  ["pandas.core.frame", "pandas.core.frame.DataFrame", true],
  ["pandas.DataFrame", "pandas.core.frame.DataFrame.merge", true],
  ["pandas.core.frame.DataFrame", "pandas.core.frame.DataFrame.merge", true],
  ["os", "collections.abc.Mapping", false],
  ["http.client", "urllib.parse.urlsplit", false],
  ["other.DataFrame", "pandas.core.frame.DataFrame.merge", false],
  ["pandas.core.series", "pandas.core.frame.DataFrame", false],
])("%s offers %s: %s", (holder, id, offers) => {
  expect(isOffering(holder, id)).toBe(offers);
});
