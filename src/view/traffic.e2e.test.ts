/** What the page fetches of a graph of 500 packages: as much as docs/view.md promises, however fast the line is. */

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BrowserStand, openBrowser } from "./testing/browser-stand.ts";
import { LARGE, largeStore } from "./testing/real-store.ts";
import { found, page, type Site, viewSite } from "./testing/site-stand.ts";

let browser: BrowserStand;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), viewSite(await largeStore())]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
});

test("the first result among 500 packages takes less than 500 kB, the next one a few", async () => {
  const watched = await browser.open(site.address);
  await watched.page.getByText(`${LARGE} packages`).first().waitFor();
  const texts = await found(watched.page, "Session.moun");
  expect(texts.join("\n")).toContain("requests_");
  const first = { requests: watched.requests.length, bytes: await watched.bytes() };
  expect(first.bytes).toBeLessThan(500_000);
  expect(first.requests).toBeLessThan(20);
  await watched.page.getByRole("combobox").fill("PreparedReq");
  await watched.page.getByRole("option").filter({ hasText: "PreparedRequest" }).first().waitFor();
  expect((await watched.bytes()) - first.bytes).toBeLessThan(300_000);
  expect(watched.requests.length - first.requests).toBeLessThan(15);
  await watched.close();
});

test("what was fetched once is not fetched again when the page is loaded again", async () => {
  const watched = await browser.open(site.address);
  await found(watched.page, "Session.moun");
  const before = await watched.bytes();
  await watched.page.reload();
  await found(watched.page, "Session.moun");
  expect((await watched.bytes()) - before).toBeLessThan(before / 2);
  await watched.close();
});

test("the page's own scripts are less than 100 kB to begin with, packed", async () => {
  const files = await page();
  const html = new TextDecoder().decode(files.get("index.html")?.bytes);
  const loaded = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, path = ""]) => path);
  expect(loaded.length).toBeGreaterThan(0);
  const sizes = loaded.map(
    (path) => gzipSync(files.get(path)?.bytes ?? expect.fail(path), { level: 9 }).length,
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
});
