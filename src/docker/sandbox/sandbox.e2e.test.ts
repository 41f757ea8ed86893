import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processIdentity } from "../../exec/process-identity.ts";
import { dockerOutput } from "../engine/docker.ts";
import { type Stand, setUpStand } from "../testing/e2e-stand.ts";
import { ContainerError } from "./container.ts";
import { runSandbox, type SandboxOptions } from "./sandbox.ts";
import { removeLeftovers, SUPERVISOR_LABEL } from "./supervisor.ts";

let stand: Stand;

beforeAll(async () => {
  stand = await setUpStand();
});

afterAll(async () => {
  await stand.tearDown();
});

/** Runs Python code in the sandbox. */
async function python(code: string, options: Partial<SandboxOptions> = {}) {
  const chunks: Uint8Array[] = [];
  const result = await runSandbox(stand.docker, {
    image: stand.base.tag,
    command: ["/opt/venv/bin/python", "-I", "-S", "-c", code],
    memoryBytes: 256 * 1024 ** 2,
    pids: 64,
    timeoutSeconds: 60,
    log: stand.log,
    onStdout: (chunk) => {
      chunks.push(chunk);
    },
    ...options,
  });
  return { ...result, stdout: Buffer.concat(chunks).toString() };
}

async function ownContainers(): Promise<string[]> {
  const filter = `label=${SUPERVISOR_LABEL}=${processIdentity()}`;
  const ids = await dockerOutput(stand.docker, ["ps", "--all", "--quiet", "--filter", filter]);
  return ids.split("\n").filter(Boolean);
}

describe("who ends the sandbox", () => {
  test.each([
    [
      "wants more processes than it may have",
      "import os\nwhile True:\n try: os.fork()\n except OSError: pass",
      true,
    ],
    ["just waits", "import time\ntime.sleep(600)", false],
  ])("learns whether what %s", async (_, code, wanted) => {
    const stop = new AbortController();
    const learnt: boolean[] = [];
    const running = python(code, { signal: stop.signal, onAbort: (wantedMore) => learnt.push(wantedMore) });
    setTimeout(() => stop.abort(new Error("enough")), 5000);
    await expect(running).rejects.toThrow("enough");
    expect(learnt).toEqual([wanted]);
  });
});

describe("what code in the sandbox has", () => {
  test("its standard input and its exit code", async () => {
    const result = await python("import sys; print(sys.stdin.read()[::-1], end=''); sys.exit(7)", {
      stdin: "abc",
    });
    expect(result).toMatchObject({ stdout: "cba", exitCode: 7, timedOut: false, oomKilled: false });
    expect(await ownContainers()).toEqual([]);
  });

  test("no network, not even the host's", async () => {
    const { stdout } = await python(
      `import os, socket
print(sorted(os.listdir("/sys/class/net")))
for address in [("10.0.0.1", 80), ("172.17.0.1", 2375)]:
    try:
        socket.create_connection(address, 2)
    except OSError as error:
        print(error.errno)`,
    );
    expect(stdout).toBe("['lo']\n101\n101\n");
  });

  test("a file system that only /tmp and /dev/shm of can be written, up to 64 and 8 MiB", async () => {
    const { stdout } = await python(
      `import os
for path in ["/x", "/opt/venv/x", "/var/tmp/x", "/dev/shm/x", "/run/x", "/tmp/x"]:
    try:
        open(path, "w").close()
        print(path)
    except OSError:
        pass
for path, mebibytes in [("/tmp/x", 64), ("/dev/shm/x", 8)]:
    try:
        with open(path, "wb") as file:
            for _ in range(100):
                file.write(bytes(1024 * 1024))
    except OSError as error:
        print(error.strerror)
    print(os.path.getsize(path) <= mebibytes * 1024 * 1024)`,
    );
    const full = "No space left on device\nTrue\n";
    expect(stdout).toBe(`/dev/shm/x\n/tmp/x\n${full}${full}`);
  });

  test("locks among processes, which kaggle 1.5.12 and others make when they are imported", async () => {
    const { stdout } = await python(
      `from multiprocessing import Lock
from multiprocessing.pool import ThreadPool
with Lock(), ThreadPool(1) as pool:
    print(pool.apply(int, ["7"]))`,
    );
    expect(stdout).toBe("7\n");
  });

  test("no rights: a user who owns nothing, no capabilities, none to gain", async () => {
    const { stdout } = await python(
      `import os, re
print(os.getresuid(), os.getresgid(), os.getgroups())
status = open("/proc/self/status").read()
print(re.findall("(Cap(?:Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs):\\t(\\w+)", status))`,
    );
    expect(stdout).toContain("(65534, 65534, 65534) (65534, 65534, 65534)");
    expect(stdout.match(/'0000000000000000'/g)).toHaveLength(5);
    expect(stdout).toContain("('NoNewPrivs', '1')");
  });

  test("mounts that it can read and not write, whatever the path is called", async () => {
    const source = join(stand.folder, 'a, "b"');
    await mkdir(source);
    await writeFile(join(source, "file"), "content");
    const { stdout } = await python(
      `print(open("/given/file").read())
try:
    open("/given/file", "w")
except OSError as error:
    print(error.strerror)`,
      { mounts: [{ source, target: "/given" }] },
    );
    expect(stdout).toBe("content\nRead-only file system\n");
  });

  test("a bounded number of processes", async () => {
    const { stdout } = await python(
      `import os, time
try:
    for count in range(1000):
        if os.fork() == 0:
            time.sleep(60)
except OSError as error:
    print(count < 64, error.strerror)`,
    );
    expect(stdout).toBe("True Resource temporarily unavailable\n");
  });
});

describe("what ends it", () => {
  test("memory beyond the limit, which is told apart", async () => {
    const { exitCode, oomKilled } = await python("x = b'x' * (1024 ** 3)", { memoryBytes: 64 * 1024 ** 2 });
    expect({ exitCode, oomKilled }).toEqual({ exitCode: 137, oomKilled: true });
    const killed = await python("import os; os.kill(os.getpid(), 9)");
    expect(killed).toMatchObject({ exitCode: 137, oomKilled: false });
  });

  test("swapping is no way around that limit", async () => {
    let limits = "";
    await python("print('ready', flush=True); import time; time.sleep(600)", {
      onStdout: async () => {
        const format = "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}";
        limits = await dockerOutput(stand.docker, [
          "inspect",
          "--format",
          format,
          ...(await ownContainers()),
        ]);
        throw new Error("seen");
      },
    }).catch(() => {});
    expect(limits).toBe(`${256 * 1024 ** 2} ${256 * 1024 ** 2}\n`);
  });

  test("the timeout, whatever signals it ignores", async () => {
    const result = await python(
      `import signal, time
for number in set(range(1, 32)) - {9, 19}:
    signal.signal(number, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)`,
      { timeoutSeconds: 2 },
    );
    expect(result).toMatchObject({ stdout: "ready\n", timedOut: true, exitCode: 137 });
    expect(await ownContainers()).toEqual([]);
  });

  test("a flood on standard output or standard error", async () => {
    for (const [stream, limit] of [
      ["stdout", "maxStdoutBytes"],
      ["stderr", "maxStderrBytes"],
    ] as const) {
      const result = await python(`import sys\nwhile True: sys.${stream}.write("x" * 65536)`, {
        [limit]: 1024 ** 2,
      });
      expect(result).toMatchObject({ tooMuchOutput: true, exitCode: 137, timedOut: false });
      expect(result.stdout.length).toBeLessThanOrEqual(1024 ** 2);
    }
  });

  test("an abort, at any moment", async () => {
    for (const milliseconds of [0, 30, 100, 200, 300, 500, 1000]) {
      const controller = new AbortController();
      const reason = new Error(`after ${milliseconds} ms`);
      setTimeout(() => controller.abort(reason), milliseconds);
      const run = python("import time; time.sleep(600)", { signal: controller.signal });
      await expect(run).rejects.toBe(reason);
      expect(await ownContainers()).toEqual([]);
    }
  });

  test("an error of the receiver, which the caller gets", async () => {
    const run = python("import time; print('forged', flush=True); time.sleep(600)", {
      onStdout: () => {
        throw new RangeError("not a record");
      },
    });
    await expect(run).rejects.toThrow(new RangeError("not a record"));
    expect(await ownContainers()).toEqual([]);
  });

  // The engine itself would wait for ever, with every command about this container.
  test("the timeout, though its output is never taken", { timeout: 10_000 }, async () => {
    const result = await python("import sys\nwhile True: sys.stdout.write('x' * 65536)", {
      onStdout: () => new Promise(() => {}),
      timeoutSeconds: 2,
    });
    expect(result).toMatchObject({ timedOut: true, exitCode: 137 });
    expect(await ownContainers()).toEqual([]);
  });

  test("the death of its supervisor", async () => {
    const script = `
      import { nodeExec } from ${JSON.stringify(join(import.meta.dirname, "../../exec/node-exec.ts"))};
      import { openOutputLog } from ${JSON.stringify(join(import.meta.dirname, "../../exec/output-log.ts"))};
      import { ensureDocker } from ${JSON.stringify(join(import.meta.dirname, "../engine/ensure-docker.ts"))};
      import { runSandbox } from ${JSON.stringify(join(import.meta.dirname, "sandbox.ts"))};
      import { processIdentity } from ${JSON.stringify(join(import.meta.dirname, "../../exec/process-identity.ts"))};
      console.log(processIdentity());
      await runSandbox(await ensureDocker({ exec: nodeExec, say() {} }), {
        image: ${JSON.stringify(stand.base.tag)},
        command: ["/opt/venv/bin/python", "-c", "import time; print('running', flush=True); time.sleep(600)"],
        memoryBytes: 64 * 1024 ** 2, pids: 8, timeoutSeconds: 600,
        onStdout: (chunk) => process.stdout.write(chunk),
        log: openOutputLog(${JSON.stringify(join(stand.folder, "killed.log"))}),
      });`;
    const supervisor = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    while (!printed.includes("running")) {
      const [chunk] = await once(supervisor.stdout, "data");
      printed += String(chunk);
    }
    supervisor.kill("SIGKILL");
    const filter = `label=${SUPERVISOR_LABEL}=${printed.split("\n")[0]}`;
    const left = () => dockerOutput(stand.docker, ["ps", "--all", "--quiet", "--filter", filter]);
    for (let attempt = 0; attempt < 50 && (await left()) !== ""; attempt += 1) {
      await sleep(100);
    }
    expect(await left()).toBe("");
  });
});

test("output is read no faster than the receiver takes it", async () => {
  let pending = 0;
  let most = 0;
  const result = await python("import sys\nfor _ in range(100): sys.stdout.write('x' * 65536)", {
    onStdout: async () => {
      pending += 1;
      most = Math.max(most, pending);
      await sleep(1);
      pending -= 1;
    },
  });
  expect(result.exitCode).toBe(0);
  expect(most).toBe(1);
});

test("what the engine can't run is told apart from what ran badly", async () => {
  await expect(python("", { image: "importgraph/no-such-image:1" })).rejects.toThrow(ContainerError);
  const mounts = [{ source: join(stand.folder, "no-such-file"), target: "/given" }];
  await expect(python("", { mounts })).rejects.toThrow(ContainerError);
  expect(await ownContainers()).toEqual([]);
});

test("containers of supervisors that are gone are removed, others are left alone", async () => {
  const create = async (supervisor: string) =>
    (
      await dockerOutput(stand.docker, [
        "create",
        `--label=${SUPERVISOR_LABEL}=${supervisor}`,
        stand.base.tag,
        "true",
      ])
    ).trim();
  const [host, pid, start] = processIdentity().split("/");
  const gone = [await create(`${host}/999999999/1`), await create(`${host}/${pid}/1`)];
  const kept = [await create(`${host}/${pid}/${start}`), await create("elsewhere/1/1")];
  try {
    // Whoever else works on this engine may have removed them.
    expect(await removeLeftovers(stand.docker)).toBeLessThanOrEqual(2);
    const all = await dockerOutput(stand.docker, ["ps", "--all", "--quiet", "--no-trunc"]);
    expect(gone.filter((id) => all.includes(id))).toEqual([]);
    expect(kept.filter((id) => all.includes(id))).toEqual(kept);
  } finally {
    await stand.docker.run(["rm", "--force", ...kept]);
  }
});
