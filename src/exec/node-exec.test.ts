import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { ProgramNotFoundError } from "./exec.ts";
import { nodeExec } from "./node-exec.ts";

function shell(script: string, options: Parameters<typeof nodeExec>[2] = {}) {
  return nodeExec("sh", ["-c", script], options);
}

function isAlive(pid: number): boolean {
  // A zombie is dead; `kill -0` would find it.
  return /^[^Z]/.test(
    spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim(),
  );
}

async function eventually(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await condition()) {
      return true;
    }
    await sleep(50);
  }
  return false;
}

test("gives back what a program wrote and how it ended", async () => {
  expect(await shell("cat; echo oops >&2; exit 3", { input: "given" })).toEqual({
    exitCode: 3,
    stdout: "given",
    stderr: "oops\n",
    timedOut: false,
  });
});

test("hands arguments over as they are", async () => {
  const odd = ["$(id)", "a b", "", "*", '"', "ü\n"];
  const { stdout } = await nodeExec("printf", ["%s|", ...odd]);
  expect(stdout).toBe(odd.map((argument) => `${argument}|`).join(""));
});

test("has an empty standard input unless one is given, and the given environment only", async () => {
  const { stdout } = await nodeExec("/usr/bin/env", [], { env: { ONLY: "this" } });
  expect(stdout).toBe("ONLY=this\n");
  expect((await shell("wc -c")).stdout.trim()).toBe("0");
});

test("survives a program that does not read its input", async () => {
  const { exitCode } = await shell("exec <&-; exit 0", { input: "x".repeat(10_000_000) });
  expect(exitCode).toBe(0);
});

test("rejects for a program that is not there, and tells it from a missing folder", async () => {
  await expect(nodeExec("no-such-program", [])).rejects.toThrow(ProgramNotFoundError);
  await expect(nodeExec("true", [], { cwd: "/no/such/folder" })).rejects.not.toThrow(ProgramNotFoundError);
});

describe("output", () => {
  test("beyond what is to be kept is dropped from the front", async () => {
    const { stdout } = await shell("seq 100000", { keepBytes: 12 });
    expect(stdout).toBe("9999\n100000\n");
  });

  test("that is UTF-8 is not cut inside a character", async () => {
    const { stdout } = await shell("printf äöü", { keepBytes: 3 });
    expect(stdout).toBe("ü");
  });

  test("comes whole and in order, and no faster than it is taken", async () => {
    const chunks: Uint8Array[] = [];
    let pending = 0;
    let most = 0;
    await shell("seq 50000", {
      onOutput: async (chunk) => {
        pending += 1;
        most = Math.max(most, pending);
        await sleep(1);
        chunks.push(chunk);
        pending -= 1;
      },
    });
    expect(most).toBe(1);
    expect(Buffer.concat(chunks).toString().split("\n").length).toBe(50_001);
  });

  test("that is lent comes whole and in order, and is not kept", async () => {
    let text = "";
    const { stdout, exitCode } = await shell("seq 100000; echo oops >&2; cat; exit 3", {
      input: "given",
      lendsStdout: true,
      onOutput: (chunk, stream) => {
        text += stream === "stdout" ? Buffer.from(chunk).toString() : "";
      },
    });
    expect(text).toBe(`${Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join("")}given`);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 3 });
  });

  test("is lent also where the temporary folder's path is too long for a socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), `importgraph-exec-${"x".repeat(100)}-`));
    vi.stubEnv("TMPDIR", folder);
    let text = "";
    try {
      await shell("echo x", {
        lendsStdout: true,
        onOutput: (chunk) => {
          text += Buffer.from(chunk).toString();
        },
      });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
    expect(text).toBe("x\n");
  });

  test("that is lent comes no faster than it is taken", async () => {
    const lent: string[] = [];
    await shell("seq 50000", {
      lendsStdout: true,
      onOutput: async (chunk) => {
        const before = Buffer.from(chunk).toString();
        await sleep(1);
        expect(Buffer.from(chunk).toString()).toBe(before);
        lent.push(before);
      },
    });
    expect(lent.join("").split("\n").length).toBe(50_001);
  });

  test("can't be lent by a program that is not there", async () => {
    await expect(nodeExec("no-such-program", [], { lendsStdout: true })).rejects.toThrow(
      ProgramNotFoundError,
    );
  });

  test.each([false, true])("that the receiver refuses ends the program; lent: %s", async (lendsStdout) => {
    const run = shell("echo $$; sleep 600", {
      lendsStdout,
      onOutput: () => {
        throw new RangeError("refused");
      },
    });
    await expect(run).rejects.toThrow(new RangeError("refused"));
  });
});

describe("ending a program", () => {
  test("at its timeout ends what it started too, even if that ignores SIGTERM", async () => {
    const { stdout, timedOut, exitCode } = await shell(
      "trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait",
      { timeoutSeconds: 0.3 },
    );
    expect({ timedOut, exitCode }).toEqual({ timedOut: true, exitCode: null });
    expect(await eventually(() => !isAlive(Number(stdout)))).toBe(true);
  });

  test("by its signal rejects with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const run = shell("sleep 600", { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(run).rejects.toBe(reason);
    await expect(shell("true", { signal: controller.signal })).rejects.toBe(reason);
  });

  test.each([false, true])(
    "does not wait for a receiver that never takes its output; lent: %s",
    async (lendsStdout) => {
      const onOutput = () => new Promise<void>(() => {});
      const { timedOut } = await shell("echo x; sleep 600", { onOutput, lendsStdout, timeoutSeconds: 0.3 });
      expect(timedOut).toBe(true);
    },
  );

  test.each([false, true])(
    "does not wait for a process that left the group and holds the output open; lent: %s",
    async (lendsStdout) => {
      let pid = "";
      const { timedOut } = await shell("setsid sh -c 'echo $$; exec sleep 30' & sleep 600", {
        timeoutSeconds: 0.3,
        lendsStdout,
        onOutput: (chunk) => {
          pid += Buffer.from(chunk).toString();
        },
      });
      expect(timedOut).toBe(true);
      process.kill(Number(pid));
    },
  );

  test.each([
    ["exits", "process.exit(0)", { status: 0, signal: null }],
    ["is killed", 'process.kill(process.pid, "SIGKILL")', { status: null, signal: "SIGKILL" }],
  ])("happens when this process %s", async (_, end, ended) => {
    const folder = await mkdtemp(join(tmpdir(), "importgraph-exec-"));
    const pidFile = join(folder, "pid");
    const script = `
      import { existsSync } from "node:fs";
      import { nodeExec } from ${JSON.stringify(join(import.meta.dirname, "node-exec.ts"))};
      nodeExec("sh", ["-c", 'echo $$ >"$0.new"; mv "$0.new" "$0"; exec sleep 600', ${JSON.stringify(pidFile)}]);
      setInterval(() => existsSync(${JSON.stringify(pidFile)}) && ${end}, 10);`;
    try {
      expect(spawnSync(process.execPath, ["--input-type=module", "--eval", script])).toMatchObject(ended);
      const pid = Number(await readFile(pidFile, "utf8"));
      expect(await eventually(() => !isAlive(pid))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
