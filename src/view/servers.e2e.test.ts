/** The page from each kind of server, and where something is wrong with the store. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PutBucketCorsCommand, PutBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { programFile } from "../files/home.ts";
import { folderStore } from "../store/folder-store.ts";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";
import { exportPage } from "./export-view.ts";
import { pageFile } from "./page-files.ts";
import { type BrowserStand, foreignRequests, openBrowser, type Watched } from "./testing/browser-stand.ts";
import { realStore } from "./testing/real-store.ts";
import {
  exportSite,
  found,
  type Manner,
  oddSite,
  page,
  plainSite,
  type Site,
  searchField,
  viewSite,
} from "./testing/site-stand.ts";

let browser: BrowserStand;
let folder: TemporaryFolder;
let site: string;
let s3: S3Stand;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [browser, folder, s3] = await Promise.all([openBrowser(), temporaryFolder(), setUpS3()]);
  site = join(folder.path, "site");
  await exportSite(await realStore(), site);
});

afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    await one.close();
  }
});

afterAll(async () => {
  await Promise.all([browser?.close(), folder?.remove(), s3?.tearDown()]);
});

async function look(address: string): Promise<Watched> {
  const watched = await browser.open(address);
  open.push(watched);
  return watched;
}

async function serving(starting: Promise<Site>): Promise<Site> {
  const started = await starting;
  open.push(started);
  return started;
}

/** That a page answers, and asks nobody else. */
async function expectAnswers(watched: Watched, ...origins: string[]): Promise<void> {
  const texts = await found(watched.page, "Session.get");
  expect(texts.join("\n")).toContain("requests.");
  expect(foreignRequests(watched.requests, origins)).toEqual([]);
  expect(await watched.faults()).toEqual([]);
}

/** What the page tells of an error. */
async function told({ page: shown }: Watched): Promise<string> {
  const alert = shown.getByRole("alert").first();
  await alert.waitFor({ timeout: 30_000 });
  // It is asked for what went wrong first, which takes a moment; the button is there before.
  await alert.locator("p:not(.notice-title):not(:has(button, code))").first().waitFor();
  return (await alert.textContent()) ?? "";
}

const origin = (address: string) => new URL(address).origin;

test("from `view`", async () => {
  const { address } = await serving(viewSite(await realStore()));
  await expectAnswers(await look(address), origin(address));
});

test("from a folder, by a server that knows no ranges, below any path", async () => {
  const { address } = await serving(plainSite(folder.path));
  await expectAnswers(await look(`${address}site/`), origin(address));
});

test("from a bucket that has the page, too", async () => {
  await fillBucket();
  await s3.client.send(new PutBucketPolicyCommand({ Bucket: s3.bucket, Policy: await policy() }));
  await expectAnswers(await look(`${s3.endpoint}/${s3.bucket}/site/index.html`), s3.endpoint);
});

test("from elsewhere, of a bucket that lets it: until then, what to do is told", async () => {
  const alone = join(folder.path, "alone");
  await exportPage(alone, await page(), { store: `${s3.endpoint}/${s3.bucket}/site/store/`, runs: [] });
  const { address } = await serving(plainSite(alone));
  const refused = await told(await look(address));
  expect(refused).toContain("does not let this page read the store");
  expect(refused).toContain("Access-Control-Allow-Origin");
  const { CORSRules } = JSON.parse(await example("CORSRules"));
  const CORSConfiguration = { CORSRules };
  await s3.client.send(new PutBucketCorsCommand({ Bucket: s3.bucket, CORSConfiguration }));
  await expectAnswers(await look(address), origin(address), s3.endpoint);
});

/** A text of JSON in docs/view.md that has some word. */
async function example(word: string): Promise<string> {
  const text = await readFile(programFile("docs", "view.md"), "utf8");
  const all = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) => json);
  return all.find((json) => json.includes(word)) ?? expect.fail(`no example has ${word}`);
}

async function policy(): Promise<string> {
  return (await example("Statement")).replaceAll("BUCKET", s3.bucket);
}

async function fillBucket(): Promise<void> {
  for await (const { key } of folderStore(site).list("")) {
    const Body = await readFile(join(site, ...key.split("/")));
    const ContentType = pageFile(key, Body).headers["content-type"];
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: `site/${key}`, Body, ContentType }));
  }
}

/** A page whose server answers as a manner says. */
async function odd(manner: Manner, hash = ""): Promise<Watched> {
  const { address } = await serving(oddSite(site, manner));
  return await look(`${address}${hash}`);
}

/** The bytes of a document, with something else in it. */
function changed(body: Buffer, change: (text: string) => string): Buffer {
  return Buffer.from(change(body.toString()));
}

test("a store of a newer format is not guessed at", async () => {
  const watched = await odd((path, body) =>
    path === "store/latest.json"
      ? changed(body, (text) => text.replaceAll(/"format":\d+/g, '"format":99'))
      : body,
  );
  expect(await told(watched)).toContain("newer");
});

test("where there is no graph, that is told, and how one comes there", async () => {
  const watched = await odd((path, body) => (path.startsWith("store/") ? 404 : body));
  expect(await told(watched)).toContain("There is no graph here");
});

test("a part that is damaged is told where it was to be shown, and the rest works", async () => {
  const damaged: Manner = (path, body) => {
    const isPart = /^store\/tables\/records\//.test(path);
    return isPart ? Buffer.from(body.map((byte, index) => (index % 97 === 50 ? byte ^ 255 : byte))) : body;
  };
  const watched = await odd(damaged, "#/object/requests/requests.Session");
  expect(await told(watched)).toContain("damaged");
  expect((await found(watched.page, "Session")).join("\n")).toContain("requests.");
  await watched.page.getByRole("link", { name: "importgraph" }).click();
  await watched.page
    .getByRole("link", { name: /^flask/ })
    .first()
    .waitFor();
});

test("an address that leads nowhere says so", async () => {
  const { address } = await serving(plainSite(site));
  for (const hash of ["#/nothing/here", "#/package/not-explored", "#/object/requests/requests.Nothing"]) {
    const { page: shown, faults } = await look(`${address}${hash}`);
    await shown
      .getByRole("main")
      .getByText(/nothing|not been explored|no such|has no/i)
      .first()
      .waitFor();
    expect(await faults()).toEqual([]);
  }
});

test("on a slow line something stands there at once, and what was typed is answered", async () => {
  let isSlow = true;
  const watched = await odd(async (path, body) => {
    if (isSlow && path.startsWith("store/")) {
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    return body;
  });
  await searchField(watched.page).waitFor();
  expect(await watched.page.getByRole("status").count()).toBeGreaterThan(0);
  expect((await found(watched.page, "Session")).join("\n")).toContain("requests");
  isSlow = false;
});

test("offline, what was looked at stays, the rest is told, and comes back", async () => {
  const { address } = await serving(viewSite(await realStore()));
  const { page: shown, context } = await look(address);
  await found(shown, "Session");
  await context.setOffline(true);
  await shown.goto(`${address}#/object/flask/flask.Flask`);
  const alert = shown.getByRole("alert").first();
  await alert.waitFor({ timeout: 30_000 });
  await expect.poll(() => alert.textContent()).toContain("offline");
  await context.setOffline(false);
  await alert.getByRole("button", { name: "Try again" }).click();
  await shown.getByRole("heading", { level: 1, name: /Flask/ }).waitFor();
});

test("settings that are not what they should be are told", async () => {
  const wrong = join(folder.path, "wrong");
  await exportPage(wrong, await page(), { runs: [] });
  await writeFile(join(wrong, "store.json"), '{"store":"ftp://example.org/"}');
  const { address } = await serving(plainSite(wrong));
  expect(await told(await look(address))).toContain("HTTP");
});
