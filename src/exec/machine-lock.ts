import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MILLISECONDS = 50;

export interface MachineLockOptions {
  /** Called once when somebody else holds the lock, so that a long wait can be explained. */
  onWait?: () => void;
  signal?: AbortSignal;
}

/**
 * Does something that only one process of this machine may do at a time.
 *
 * The lock is a listening socket: it ends with its process, however that ends, so that no lock file is ever left over.
 * On Linux it is an abstract one (unix(7)) and has no file at all.
 *
 * @param name what is locked; any text, an absolute path is a good one
 */
export async function withMachineLock<T>(
  name: string,
  action: () => Promise<T>,
  options: MachineLockOptions = {},
): Promise<T> {
  const server = await acquire(socketAddress(name), options);
  try {
    return await action();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function socketAddress(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 32);
  return process.platform === "linux" ? `\0importgraph-${digest}` : join(tmpdir(), `importgraph-${digest}.sock`);
}

async function acquire(address: string, options: MachineLockOptions): Promise<Server> {
  let waiting = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const server = await listen(address);
    if (server !== undefined) {
      return server;
    }
    if (await isAbandoned(address)) {
      await rm(address, { force: true });
      continue;
    }
    if (!waiting) {
      waiting = true;
      options.onWait?.();
    }
    await sleep(RETRY_MILLISECONDS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen({ path: address }, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** A socket file whose process was killed stays behind and refuses connections; an abstract socket never does. */
function isAbandoned(address: string): Promise<boolean> {
  if (address.startsWith("\0")) {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
}
