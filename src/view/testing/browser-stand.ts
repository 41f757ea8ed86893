/** A real browser for tests, shared by all of a file, and what it did while a page was looked at. */

import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { nodeExec } from "../../exec/node-exec.ts";
import { programFile } from "../../files/home.ts";

/** Where screenshots of tests lie, for a person. */
const SCREENSHOTS = join(tmpdir(), "importgraph-screenshots");

/** What went over the line while a page was looked at, and what should not have happened. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  /** Addresses that were asked, in order. */
  readonly requests: string[];
  /** Of bodies, as they came over the line, of all that was asked so far. */
  bytes(): Promise<number>;
  /** What the page's policy refused, what threw, dialogs, and scripts of data that ran. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

export interface BrowserStand {
  browser: Browser;
  /** Opens an address in a context of its own. */
  open(address: string, options?: BrowserContextOptions): Promise<Watched>;
  close(): Promise<void>;
}

/** What data would set that is run as a script. */
const RAN = "ranFromData";

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
};

/** How a page is looked at: each has to be as good. */
export const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { colorScheme: "light", ...PHONE },
};

/** Starts the browser of this machine, which is brought where there is none. */
export async function openBrowser(): Promise<BrowserStand> {
  const found = await nodeExec(programFile("scripts", "testing", "browser"), []);
  if (found.exitCode !== 0) {
    throw new Error(found.stderr);
  }
  const browser = await chromium.launch({
    executablePath: found.stdout.trim(),
    // A root user has no sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  return {
    browser,
    open: (address, options) => watch(browser, address, options),
    close: () => browser.close(),
  };
}

/** Runs in the page, before its own scripts. */
const NOTE_VIOLATIONS = `document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  globalThis.violated = violatedDirective + " " + blockedURI;
})`;

async function watch(browser: Browser, address: string, options?: BrowserContextOptions): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // A fault of a test shows soon, on a busy machine, too.
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const [requests, faults]: [string[], string[]] = [[], []];
  const bodies: Promise<number>[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("response", (response) => {
    const sizes = response.request().sizes();
    bodies.push(
      sizes.then(
        ({ responseBodySize }) => responseBodySize,
        // What the page gave up, it did not get.
        () => 0,
      ),
    );
  });
  page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) {
      faults.push(`policy ${message.text()}`);
    }
  });
  await page.addInitScript(NOTE_VIOLATIONS);
  await page.goto(address);
  return {
    ...{ page, context, requests },
    bytes: async () => (await Promise.all(bodies)).reduce((sum, size) => sum + size, 0),
    async faults() {
      const told = await page.evaluate(
        ([ran = ""]) =>
          [ran, "violated"].flatMap((name) =>
            name in globalThis ? [`${name} ${(globalThis as Record<string, unknown>)[name]}`] : [],
          ),
        [RAN],
      );
      return [...faults, ...told];
    },
    close: () => context.close(),
  };
}

/** Loads an address anew: where only what stands behind `#` is another, the page before would stand there for a moment. */
export async function load(page: Page, address: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(address);
}

/**
 * What axe finds wrong with a page: which rule, and where.
 *
 * @param rules only these; default: all
 */
export async function axeFaults(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id} at ${target.join(" ")}: ${html}`),
  );
}

/** Requests that go elsewhere than to some origins. */
export function foreignRequests(requests: readonly string[], origins: readonly string[]): string[] {
  return requests.filter((url) => !/^(data|blob|about):/.test(url) && !origins.includes(new URL(url).origin));
}

/** Keeps a picture of a page, and gives its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  return path;
}
