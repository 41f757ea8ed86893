/**
 * Makes the pictures of docs/view/: the page as a browser shows it, of real packages that are explored for it once. Needs Docker and
 * Chromium, as tests of the page do; it is not checked that they are up to date.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { load, openBrowser } from "../../src/view/testing/browser-stand.ts";
import { realStore } from "../../src/view/testing/real-store.ts";
import { viewSite } from "../../src/view/testing/site-stand.ts";

const folder = join(import.meta.dirname, "..", "..", "docs", "view");

const PICTURES: Readonly<Record<string, { hash: string; colorScheme: "light" | "dark"; height: number }>> = {
  class: { hash: "#/object/requests/requests.Session", colorScheme: "light", height: 720 },
  imports: { hash: "#/package/flask/imports", colorScheme: "dark", height: 640 },
};

const [browser, site] = await Promise.all([openBrowser(), viewSite(await realStore())]);
await mkdir(folder, { recursive: true });
for (const [name, { hash, colorScheme, height }] of Object.entries(PICTURES)) {
  const { page, close } = await browser.open("about:blank", {
    colorScheme,
    viewport: { width: 1100, height },
  });
  await load(page, `${site.address}${hash}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForTimeout(2000);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled" });
  process.stdout.write(`${path}\n`);
  await close();
}
await Promise.all([browser.close(), site.close()]);
process.exit();
