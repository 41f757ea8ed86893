/**
 * How the page does over lines and on processors that people have: requests, bytes and seconds until something can be done and until
 * the first result is there, and memory. On a graph of 500 packages, copies of real ones.
 *
 * Usage: npm run bench -- view [STORE]     (default: a store of 500 packages, which is made once)
 */
import { readFile } from "node:fs/promises";
import type { CDPSession, Page } from "playwright-core";
import { type BrowserStand, LOOKS, openBrowser } from "../../src/view/testing/browser-stand.ts";
import { largeStore } from "../../src/view/testing/real-store.ts";
import { found, searchField, viewSite } from "../../src/view/testing/site-stand.ts";

interface Profile {
  look: keyof typeof LOOKS;
  /** Of the line, each way; 0: as it is. */
  latencyMilliseconds: number;
  megabitsPerSecond: number;
  /** The processor is so many times as slow. */
  slowdown: number;
}

const PROFILES: Readonly<Record<string, Profile>> = {
  "this machine": { look: "light", latencyMilliseconds: 0, megabitsPerSecond: 0, slowdown: 1 },
  "a fast line": { look: "light", latencyMilliseconds: 20, megabitsPerSecond: 50, slowdown: 1 },
  "a slow line": { look: "light", latencyMilliseconds: 75, megabitsPerSecond: 4, slowdown: 1 },
  "a phone": { look: "phone", latencyMilliseconds: 75, megabitsPerSecond: 9, slowdown: 4 },
};

/** What a visit of the page is: words, and addresses that are looked at afterwards. */
const WORDS = "Session.moun";
const AFTERWARDS = [
  "#/package/flask-0/imports",
  "#/package/flask-1/modules",
  "#/object/requests-2/requests_2.Session",
];

/** Prints a row for each profile. */
export async function benchView([place]: readonly string[], say: (line: string) => void): Promise<void> {
  const [browser, site] = await Promise.all([openBrowser(), viewSite(place ?? (await largeStore()))]);
  try {
    for (const [name, profile] of Object.entries(PROFILES)) {
      say(`${name.padEnd(13)}${await visit(browser, site.address, profile)}`);
    }
  } finally {
    await Promise.all([browser.close(), site.close()]);
  }
}

async function visit(browser: BrowserStand, address: string, profile: Profile): Promise<string> {
  const watched = await browser.open("about:blank", LOOKS[profile.look]);
  const { page, context } = watched;
  const session = await context.newCDPSession(page);
  await slowDown(session, profile);
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(2);
  await page.goto(address, { waitUntil: "commit" });
  await searchField(page).waitFor();
  const field = seconds();
  await page
    .getByText(/\d+ packages/)
    .first()
    .waitFor();
  const interactive = seconds();
  const typed = performance.now();
  await found(page, WORDS);
  const result = ((performance.now() - typed) / 1000).toFixed(2);
  const [requests, kilobytes] = [watched.requests.length, ((await watched.bytes()) / 1000).toFixed(0)];
  for (const hash of AFTERWARDS) {
    await page.goto(`${address}${hash}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForTimeout(1000);
  }
  const memory = await megabytesOf(browser, session, page);
  await watched.close();
  return `field ${field} s, packages ${interactive} s, first result ${result} s after typing; ${requests} requests, ${kilobytes} kB; after ${AFTERWARDS.length} more pages ${memory}`;
}

async function slowDown(session: CDPSession, profile: Profile): Promise<void> {
  const { latencyMilliseconds: latency, megabitsPerSecond, slowdown } = profile;
  await session.send("Network.enable");
  if (megabitsPerSecond > 0) {
    const throughput = (megabitsPerSecond * 1e6) / 8;
    await session.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: latency * 2 },
      ...{ downloadThroughput: throughput, uploadThroughput: throughput },
    });
  }
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

/**
 * What the page takes once what is not needed is gone: its scripts and their data, and the whole process that shows it, without what
 * that shares with others (Linux tells).
 */
async function megabytesOf({ browser }: BrowserStand, session: CDPSession, page: Page): Promise<string> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const elements = Number(await page.evaluate("document.querySelectorAll('*').length"));
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(
    processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMegabytes(id)),
  );
  await system.detach();
  return `scripts ${(usedSize / 1e6).toFixed(1)} MB, its process ${Math.max(...sizes).toFixed(0)} MB, with ${elements} elements`;
}

async function privateMegabytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const kibibytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, count]) => Number(count));
  return (kibibytes.reduce((sum, count) => sum + count, 0) * 1024) / 1e6;
}
