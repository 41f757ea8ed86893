import { describe, expect, it } from "vitest";
import { hrefOf, objectHref, packageHref, parseRoute, type Route } from "./route.ts";

const routes: Route[] = [
  { page: "home", options: {} },
  { page: "home", options: { filter: "py" } },
  { page: "search", options: { q: "pandas: read csv", kind: "function" } },
  { page: "package", distribution: "requests", view: "overview", options: {} },
  { page: "package", distribution: "requests", version: "2.32.3", view: "modules", options: { at: "a.b" } },
  { page: "package", distribution: "torch", version: "2.9.1+cpu", view: "problems", options: {} },
  { page: "object", distribution: "tenacity", version: "9.0", name: "tenacity:retry.wait", options: {} },
  { page: "object", distribution: "x", name: "a.<img src=x onerror=y>/../é #?%", options: {} },
  { page: "compare", distribution: "click", old: "8.0.0", now: "8.1.0", options: {} },
  { page: "compare", distribution: "click", options: {} },
  { page: "runs", options: {} },
  { page: "runs", run: "2026-11-30.2", options: {} },
];

describe("addresses", () => {
  it.each(routes)("lead to what they were made of: $page $distribution $name", (route) => {
    expect(parseRoute(hrefOf(route))).toEqual(route);
  });

  it("are as people would write them", () => {
    expect(objectHref("requests", "2.32.3", "requests.Session")).toBe(
      "#/object/requests@2.32.3/requests.Session",
    );
    expect(packageHref("torch", "2.9.1+cpu", "modules")).toBe("#/package/torch@2.9.1+cpu/modules");
    expect(packageHref("click")).toBe("#/package/click");
  });

  it.each(["", "#", "#/", "#/?filter="])("%j is the first page", (hash) => {
    expect(parseRoute(hash)).toMatchObject({ page: "home" });
  });

  it.each(["#nonsense", "#/package", "#/package/x/nothing", "#/object/x", "#/%", "#/admin"])(
    "%j is nothing, and is told so",
    (hash) => {
      expect(parseRoute(hash)).toMatchObject({ page: "unknown" });
    },
  );
});
