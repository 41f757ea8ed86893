import { describe, expect, it } from "vitest";
import { storePlace } from "./store.ts";

const page = "https://pages.example/graph/index.html";

describe("where the store is", () => {
  it.each([
    [page, undefined, { address: "https://pages.example/graph/store" }],
    [`${page}?store=https://b.example/x/`, undefined, { address: "https://b.example/x" }],
    [`${page}?store=../other`, undefined, { address: "https://pages.example/other" }],
    [
      page,
      { store: "./s/", run: "2026-11-30.2" },
      { address: "https://pages.example/graph/s", run: "2026-11-30.2" },
    ],
    // A page that has its store shows no other one, whatever link leads to it.
    [`${page}?store=https://evil.example`, { store: "./s" }, { address: "https://pages.example/graph/s" }],
    [
      `${page}?run=2026-11-29`,
      { store: "./s", run: "2026-11-30" },
      { address: "https://pages.example/graph/s", run: "2026-11-29" },
    ],
    [`${page}?run=../../etc`, undefined, { address: "https://pages.example/graph/store" }],
  ])("of %s with %j", (address, file, place) => {
    expect(storePlace(address, file)).toEqual(place);
  });

  it.each(["javascript:alert(1)", "file:///etc/", "data:text/plain,x"])("is not %s", (store) => {
    expect(() => storePlace(`${page}?store=${encodeURIComponent(store)}`, undefined)).toThrow(/over HTTP/);
  });
});
