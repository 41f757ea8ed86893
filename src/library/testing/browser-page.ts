/** A page in a real browser, for tests. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { nodeExec } from "../../exec/node-exec.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { programFile } from "../../files/home.ts";

/** Passes what a script logs on, and what it fails with. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>importgraph</title><script type="module">
  const printed = [];
  console.log = (...line) => printed.push(line);
  const error = await import("/page.js").then(() => null, (reason) => String(reason?.stack ?? reason));
  await fetch("/end", { method: "POST", body: JSON.stringify({ printed, error }) });
</script>`;

/**
 * Runs a script as a page's module, on an origin of its own, until it has ended.
 *
 * @returns what it logged, each call's arguments as JSON has them
 * @throws Error with what the script fails with, or with what the browser says that ends before
 */
export async function runInBrowser(script: string): Promise<unknown[][]> {
  const found = await nodeExec(programFile("scripts", "testing", "browser"), []);
  if (found.exitCode !== 0) {
    throw new Error(found.stderr);
  }
  const ended = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const answers: Record<string, [type: string, body: string]> = {
      "/": ["text/html", PAGE],
      "/page.js": ["text/javascript", script],
    };
    if (request.url === "/end") {
      text(request).then(ended.resolve, ended.reject);
    }
    const [type, body] = answers[request.url ?? ""] ?? ["text/plain", ""];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  const port = typeof place === "object" && place !== null ? place.port : 0;
  const profile = await temporaryFolder();
  const flags = [
    ...["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    `--user-data-dir=${profile.path}`,
  ];
  const browser = spawn(found.stdout.trim(), [...flags, `http://127.0.0.1:${port}/`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(browser, "close");
  const said = text(browser.stderr);
  closed.then(async () => ended.reject(new Error(`the browser ended: ${await said}`)), ended.reject);
  try {
    const { printed, error } = JSON.parse(await ended.promise) as {
      printed: unknown[][];
      error: string | null;
    };
    if (error !== null) {
      throw new Error(error);
    }
    return printed;
  } finally {
    browser.kill();
    await closed.catch(() => undefined);
    server.closeAllConnections();
    server.close();
    await profile.remove();
  }
}
