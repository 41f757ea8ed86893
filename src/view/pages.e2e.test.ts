/** The page in a real browser, over packages that were explored: what people do with it, and how it looks. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
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
import { realStore } from "./testing/real-store.ts";
import { found, type Site, searchField, viewSite } from "./testing/site-stand.ts";

let browser: BrowserStand;
let site: Site;
let run: string;
let open: Watched[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), viewSite(await realStore())]);
  const settings = (await (await fetch(`${site.address}store.json`)).json()) as { runs: string[] };
  run = settings.runs[0] ?? expect.fail("there is no run");
});

afterEach(async () => {
  const faults = await Promise.all(open.map((one) => one.faults()));
  const foreign = open.flatMap((one) => foreignRequests(one.requests, [new URL(site.address).origin]));
  await Promise.all(open.map((one) => one.close()));
  open = [];
  // Whatever a test looks at: nothing is refused by the policy, throws, or goes elsewhere.
  expect([faults.flat(), foreign]).toEqual([[], []]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
});

async function look(hash: string, look?: keyof typeof LOOKS): Promise<Watched["page"]> {
  const watched = await browser.open(`${site.address}${hash}`, LOOKS[look ?? "light"]);
  open.push(watched);
  return watched.page;
}

const heading = (page: Watched["page"], name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name }).first();

test("what is typed is found while it is typed, by the keyboard alone", async () => {
  const page = await look("");
  await heading(page, /Python packages/).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("Session.get");
  const options = page.getByRole("listbox").getByRole("option");
  await options.filter({ hasText: "requests" }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await options.first().getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Enter");
  await heading(page, "get").waitFor();
  expect(page.url()).toContain("#/object/requests/requests");
  await expect.poll(() => page.title()).toContain("get");
});

test("words of summaries are found, within one package where that is said, and by kind", async () => {
  const page = await look("");
  expect((await found(page, "requests: adapter")).every((text) => text.includes("requests"))).toBe(true);
  await page.keyboard.press("Enter");
  const results = page.getByRole("main").getByRole("link").filter({ hasText: "HTTPAdapter" });
  await results.first().waitFor();
  await page.getByRole("link", { name: "Classes" }).click();
  await page.waitForURL(/kind=class/);
  await results.first().waitFor();
  await page.reload();
  await results.first().waitFor();
  expect(await searchField(page).inputValue()).toBe("requests: adapter");
});

test("back and forward lead through what was looked at, and each address stands for itself", async () => {
  const page = await look("#/package/flask");
  await heading(page, /flask/i).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Flask", exact: true }).first().click();
  await heading(page, /Flask/).waitFor();
  const object = page.url();
  await page.getByRole("navigation", { name: "Where it stands" }).getByRole("link").first().click();
  await page.waitForURL(/#\/package\/flask/);
  await page.goBack();
  expect(page.url()).toBe(object);
  await heading(page, /Flask/).waitFor();
  await page.goBack();
  await page.waitForURL(/#\/package\/flask$/);
  await page.goForward();
  await heading(page, /Flask/).waitFor();
  await page.reload();
  await heading(page, /Flask/).waitFor();
  const other = await look(new URL(object).hash);
  await heading(other, /Flask/).waitFor();
});

test("a class has its signature, documentation, bases and members, each a link", async () => {
  const page = await look("#/object/requests/requests.Session");
  const main = page.getByRole("main");
  await heading(page, "Session").waitFor();
  await main.getByText("A Requests session").first().waitFor();
  await main
    .getByRole("link", { name: /^mount/ })
    .first()
    .click();
  await heading(page, "mount").waitFor();
  await main.getByText("prefix").first().waitFor();
});

test("a package says what it is for and where it is on the web, and its objects where its sources are", async () => {
  const page = await look("#/package/requests");
  await page.getByText("Python HTTP for Humans.").waitFor();
  const source = page.getByRole("complementary", { name: "Facts" }).getByRole("link", { name: /^Source/ });
  expect(await source.getAttribute("href")).toBe("https://github.com/psf/requests");
  await page.goto(`${new URL(page.url()).origin}/#/object/requests/requests.Session`);
  await heading(page, "Session").waitFor();
  await source.waitFor();
  expect(await source.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});

test("two releases stand beside each other: what changed, and what that breaks", async () => {
  const page = await look("#/compare/attrs");
  await heading(page, /attrs/).waitFor();
  const from = page.getByLabel("From");
  await expect.poll(() => from.locator("option").count()).toBeGreaterThan(2);
  const versions = await from.locator("option").allTextContents();
  const [now, between, old] = [versions.at(0) ?? "", versions.at(1) ?? "", versions.at(-1) ?? ""];
  await from.selectOption(old);
  await page.waitForURL(new RegExp(`compare/attrs/${old}/${now}$`));
  await page.getByRole("main").getByText("attr.", { exact: false }).nth(3).waitFor();
  await page.getByRole("main").getByLabel("To").selectOption(between);
  await page.waitForURL(new RegExp(`compare/attrs/${old}/${between}$`));
  await page.goBack();
  await expect.poll(() => page.getByRole("main").getByLabel("To").inputValue()).toBe(now);
});

test.each([
  ["imports", "flask.app"],
  ["loading", "flask.app"],
  ["around", "flask"],
])("the picture of %s can be zoomed, moved and kept", async (view, name) => {
  const page = await look(`#/package/flask/${view}`);
  const picture = page.getByRole("main").locator("svg").filter({ hasText: name }).first();
  await picture.waitFor();
  const moved = picture.locator("[data-moved]");
  const before = await moved.getAttribute("transform");
  await page.getByRole("button", { name: "Larger" }).click();
  expect(await moved.getAttribute("transform")).not.toBe(before);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as SVG" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.svg$/);
});

test("a run tells its packages, their states and how long they took", async () => {
  const page = await look("#/runs");
  await page.getByRole("main").getByRole("link", { name: run }).first().click();
  await heading(page, new RegExp(run)).waitFor();
  for (const name of ["attrs", "flask", "requests"]) {
    await page.getByRole("main").getByRole("link", { name, exact: true }).first().waitFor();
  }
});

test("a package shows what its image was made of: what is installed, the Dockerfile, the lock", async () => {
  const page = await look("#/package/flask");
  await page.getByRole("link", { name: "Image" }).click();
  const lock = page.getByRole("region", { name: "requirements.txt" });
  await lock.getByText("werkzeug", { exact: true }).waitFor();
  await lock.getByText("The lock").click();
  await lock.getByText("--hash=sha256:").first().waitFor();
  await page.getByRole("region", { name: "Dockerfile" }).getByText("FROM").first().waitFor();
});

test("the keyboard reaches the content past the header, and focus stays to be seen", async () => {
  const page = await look("#/package/requests");
  await heading(page, /requests/i).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement?.id")).toBe("content");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).not.toBe("none");
});

const PAGES: Readonly<Record<string, string>> = {
  home: "",
  search: "#/search?q=session",
  package: "#/package/requests",
  modules: "#/package/flask/modules",
  requirements: "#/package/requests/requirements",
  "used-by": "#/package/requests/dependents",
  problems: "#/package/flask/problems",
  image: "#/package/flask/image",
  history: "#/package/attrs/history",
  "import-graph": "#/package/flask/imports",
  loading: "#/package/flask/loading",
  around: "#/package/flask/around",
  class: "#/object/requests/requests.Session",
  function: "#/object/requests/requests.get",
  compare: "#/compare/attrs/25.1.0/26.1.0",
  runs: "#/runs",
  "not-found": "#/nothing/here",
};

/** What axe looks at where the rest is the same as in the light, and takes long. */
const RULES: Readonly<Record<string, string[]>> = {
  dark: ["color-contrast"],
  phone: ["button-name", "link-name", "scrollable-region-focusable", "select-name", "target-size"],
};

describe.each(Object.keys(LOOKS))("in %s", (name) => {
  let watched: Watched;

  beforeAll(async () => {
    watched = await browser.open(site.address, LOOKS[name]);
  });

  afterAll(async () => {
    expect(await watched.faults()).toEqual([]);
    await watched.close();
  });

  test.each(Object.entries(PAGES))(
    "%s has nothing that axe finds, and is not wider than the window",
    async (title, hash) => {
      const { page } = watched;
      await load(page, `${site.address}${hash}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await expect.poll(() => page.getByRole("status").count(), { timeout: 15_000 }).toBe(0);
      await screenshot(page, `${title}-${name}`);
      expect(await axeFaults(page, RULES[name])).toEqual([]);
      const isWider = "document.documentElement.scrollWidth > innerWidth";
      expect(await page.evaluate(isWider)).toBe(false);
    },
  );
});
