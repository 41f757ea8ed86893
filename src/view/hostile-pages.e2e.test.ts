/** Packages whose names and texts try everything: they are shown as they are, and nothing of them runs or is fetched. */

import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { folderStore } from "../store/folder-store.ts";
import {
  axeFaults,
  type BrowserStand,
  foreignRequests,
  LOOKS,
  load,
  openBrowser,
  screenshot,
  type Watched,
} from "./testing/browser-stand.ts";
import { HOSTILE, HOSTILE_TEXTS, keepHostile } from "./testing/hostile-store.ts";
import { exportSite, plainSite, type Site, searchField, viewSite } from "./testing/site-stand.ts";

let browser: BrowserStand;
let folder: TemporaryFolder;
/** `view`, and a server that says nothing of policies: the page has its own. */
let sites: Site[];

beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), temporaryFolder()]);
  const out = join(folder.path, "out");
  await keepHostile(folderStore(out));
  await exportSite(out, join(folder.path, "site"));
  sites = await Promise.all([viewSite(out), plainSite(join(folder.path, "site"))]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), ...(sites ?? []).map((site) => site.close())]);
  await folder?.remove();
});

/** Looks at addresses of the page one after another, with each server, and lets something be done at each. */
async function eachOf(
  hashes: readonly string[],
  act: (page: Watched["page"], hash: string) => Promise<void>,
  of: readonly Site[] = sites,
): Promise<void> {
  for (const { address } of of) {
    const watched = await browser.open(address, LOOKS.phone);
    for (const hash of hashes) {
      await load(watched.page, `${address}${hash}`);
      await watched.page.getByRole("heading", { level: 1 }).first().waitFor();
      await expect.poll(() => watched.page.getByRole("status").count(), { timeout: 15_000 }).toBe(0);
      await act(watched.page, hash);
      expect([hash, await leaks(watched.page)]).toEqual([hash, []]);
      expect([hash, await watched.faults()]).toEqual([hash, []]);
    }
    expect(foreignRequests(watched.requests, [new URL(address).origin])).toEqual([]);
    await watched.close();
  }
}

/** Elements and addresses that texts of packages have become. */
async function leaks(page: Watched["page"]): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll(
    "main :is(script, style, iframe, object, embed, img, link, meta, base, form:not(.compare-form), math, video, audio, template), main :is([onload], [onerror], [onclick], [srcdoc])"
  )].map((one) => one.outerHTML.slice(0, 200)).concat(
    [...document.body.querySelectorAll("[*|href]")]
      .map((one) => one.getAttribute("href") ?? "")
      .filter((href) => !/^(#|https?:\\/\\/)/.test(href)),
  )`)) as string[];
}

const object = (name: string) => `#/object/${HOSTILE}/${encodeURIComponent(`${HOSTILE}.${name}`)}`;

/** Where each of the texts is shown, if it is. */
const text = (page: Watched["page"]) => page.evaluate("document.body.textContent") as Promise<string>;

test("texts that are markup are shown as they were written", async () => {
  const hashes = HOSTILE_TEXTS.markup.map((_, index) => object(`marked${index}`));
  await eachOf(hashes, async (page, hash) => {
    const written = HOSTILE_TEXTS.markup[Number(/(\d+)$/.exec(hash)?.[1])] ?? expect.fail();
    expect(await text(page)).toContain(written);
  });
});

test("docstrings in every notation neither run, nor lead to scripts, nor fetch, nor hang", async () => {
  const hashes = Object.keys(HOSTILE_TEXTS.docstrings).map((name) => object(`in_${name}`));
  await eachOf(hashes, async (page, hash) => {
    await screenshot(page, `hostile-${hash.slice(-8).replaceAll(/\W/g, "")}`);
    expect((await text(page)).length).toBeGreaterThan(50);
  });
});

test("names that are no names lead to what is called so, and are shown in their own direction", async () => {
  const shown = async (page: Watched["page"], hash: string) => {
    const name = decodeURIComponent(hash.split("/").at(-1) ?? "").slice(HOSTILE.length + 1);
    await page.getByText("Called").first().waitFor();
    expect(await text(page)).toContain(name);
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  };
  await eachOf(HOSTILE_TEXTS.names.map(object), shown, sites.slice(0, 1));
});

test("lists of all of them, problems and requirements are as harmless, and accessible", async () => {
  const hashes = [
    ...["", `#/package/${HOSTILE}`, `#/package/${HOSTILE}/modules`, `#/package/${HOSTILE}/requirements`],
    ...[`#/package/${HOSTILE}/problems`, `#/package/${HOSTILE}/dependents`, `#/package/${HOSTILE}/imports`],
    ...["#/package/harmless/requirements", "#/runs", `#/search?q=${encodeURIComponent("<img")}`],
  ];
  await eachOf(hashes, async (page, hash) => {
    expect([hash, await axeFaults(page)]).toEqual([hash, []]);
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  });
});

test("what is typed or stands in an address is text, too", async () => {
  const written = HOSTILE_TEXTS.markup.map((one) => encodeURIComponent(one));
  const hashes = [
    ...written.flatMap((one) => [
      `#/search?q=${one}`,
      `#/package/${one}`,
      `#/object/${HOSTILE}/${one}`,
      `#/${one}`,
    ]),
    ...["#/package/%", "#/object/%E0%A4%A/x", "#/compare/a/b/c/d", "#/package/__proto__", "#/runs/../../x"],
    ...["#/search?q=%00", `#/search?q=${"a".repeat(20_000)}`, "#/search?q=constructor:toString"],
  ];
  const waited = (page: Watched["page"]) => searchField(page).waitFor();
  await eachOf(hashes, waited, sites.slice(0, 1));
});
