import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { programFile } from "../../files/home.ts";
import { setUpStand } from "../testing/e2e-stand.ts";

const run = promisify(execFile);
const closeMetadata = programFile("scripts", "close-metadata");
const ADDRESS = "169.254.169.254";

/** Firewalls belong to root. */
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)("a container does not reach the machine's metadata, and the machine does", async () => {
  const { docker, base, tearDown } = await setUpStand();
  // What a cloud has at this address, a server of ours has here.
  await run("ip", ["address", "add", `${ADDRESS}/32`, "dev", "lo"]);
  const server = createServer((_, response) => response.end("credentials")).listen(0, "0.0.0.0");
  try {
    await once(server, "listening");
    const url = `http://${ADDRESS}:${(server.address() as AddressInfo).port}/`;
    const code = `import urllib.request; print(urllib.request.urlopen("${url}", timeout=3).read())`;
    const fromContainer = () => docker.run(["run", "--rm", base.tag, "python", "-c", code]);
    const fromHere = async () => await (await fetch(url)).text();

    expect((await fromContainer()).stdout).toContain("credentials");
    await run(closeMetadata);
    await run(closeMetadata);
    expect(await fromContainer()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("timed out"),
    });
    expect(await fromHere()).toBe("credentials");
    await run(closeMetadata, ["--open"]);
    expect((await fromContainer()).stdout).toContain("credentials");
  } finally {
    await run(closeMetadata, ["--open"]);
    server.close();
    await run("ip", ["address", "delete", `${ADDRESS}/32`, "dev", "lo"]);
    await tearDown();
  }
});
