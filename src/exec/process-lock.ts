/** Locks between processes of one machine that end with their holder, however it ends. */

import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ProcessLockOptions {
  /** Called once when another process holds the lock. */
  onWait?: () => void;
  signal?: AbortSignal;
}

/**
 * Runs `action` while no other process runs one under the same name.
 *
 * The lock is a listening local socket: the kernel closes it with its process, and those who wait learn of it by the
 * end of their connection, without polling. On Linux it has no file (an abstract socket).
 *
 * @throws the signal's reason when aborted while waiting.
 */
export async function withProcessLock<T>(
  name: string,
  action: () => Promise<T>,
  options: ProcessLockOptions = {},
): Promise<T> {
  const address = lockAddress(name);
  let server = await listen(address);
  if (server === undefined) {
    options.onWait?.();
  }
  while (server === undefined) {
    options.signal?.throwIfAborted();
    await holderGone(address, options.signal);
    server = await listen(address);
  }
  try {
    return await action();
  } finally {
    await release(server);
  }
}

const waiters = new WeakMap<Server, Set<{ destroy(): unknown }>>();

function lockAddress(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 32);
  return process.platform === "linux"
    ? `\0importgraph-lock-${digest}`
    : join(tmpdir(), `importgraph-${digest}.lock`);
}

/** The lock, or nothing when another holds it. */
function listen(address: string): Promise<Server | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Server | undefined>();
  const connections = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => {}).on("close", () => connections.delete(socket));
  });
  waiters.set(server, connections);
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") {
      resolve(undefined);
    } else {
      reject(error);
    }
  });
  server.listen({ path: address, exclusive: true }, () => {
    server.unref();
    resolve(server);
  });
  return promise;
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiters.get(server) ?? []) {
      socket.destroy();
    }
  });
}

/** Waits for the end of the connection to the holder; a socket file that nobody listens at is removed. */
async function holderGone(address: string, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(address);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  let refused = false;
  socket.once("error", (error: NodeJS.ErrnoException) => {
    refused = error.code === "ECONNREFUSED";
  });
  socket.once("close", () => resolve());
  socket.resume();
  try {
    await promise;
    if (refused && !address.startsWith("\0")) {
      await unlink(address).catch(() => {});
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    socket.destroy();
  }
}
