/** Servers of other projects that tests start as processes. */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits until a server answers, whatever it says. */
export async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`the server at ${url} does not answer`);
}

/** Ends a server as a power cut would; one that has ended is left alone. */
export async function killServer(server: ChildProcess | undefined): Promise<void> {
  if (server !== undefined && server.exitCode === null && server.signalCode === null) {
    const exit = once(server, "exit");
    server.kill("SIGKILL");
    await exit;
  }
}
