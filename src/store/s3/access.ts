import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { S3Place } from "./address.ts";
import { OwnAttempts } from "./attempts.ts";
import { explainS3, type S3Request } from "./errors.ts";

/** How patient a store in a bucket is, and how much it takes at a time. */
export interface S3Limits {
  /** How often a request is sent, and how often a body that was cut off is gone on with, before it is given up. */
  attempts: number;
  connectSeconds: number;
  /** Longest silence of the server. */
  idleSeconds: number;
  /** Larger files are sent in parts of this size. Not less than 5 MiB. */
  partBytes: number;
}

export const DEFAULT_LIMITS: S3Limits = {
  attempts: 8,
  connectSeconds: 10,
  idleSeconds: 30,
  partBytes: 8 * 1024 * 1024,
};

type Target = { Bucket: string; Key: string };

/** A place in a bucket that can be asked. */
export interface S3Access {
  readonly place: S3Place;
  readonly client: S3Client;
  readonly limits: S3Limits;
  readonly signal: AbortSignal | undefined;
  /**
   * Asks about one key. The client repeats what fails in passing, with growing random waits.
   *
   * @throws InputError with the server's answer as its cause; the reason of the signal when that was aborted
   */
  ask<T>(
    action: S3Request["action"],
    key: string,
    send: (client: S3Client, target: Target, options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T>;
}

/** Asked again before what it gave ends; its errors come out of whatever was asked of the store. */
export type S3Credentials = () => Promise<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}>;

export function openS3Access(
  place: S3Place,
  limits: S3Limits,
  { signal, credentials }: { signal?: AbortSignal; credentials?: S3Credentials },
): S3Access {
  const client = new S3Client({ ...configuration(place, limits), ...(credentials && { credentials }) });
  return {
    ...{ place, client, limits, signal },
    async ask(action, key, send) {
      const target = { Bucket: place.bucket, Key: `${place.prefix}${key}` };
      signal?.throwIfAborted();
      try {
        return await send(client, target, signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw explainS3(error, place, { action, key: target.Key });
      }
    },
  };
}

function configuration(place: S3Place, limits: S3Limits): S3ClientConfig {
  const { region, endpoint, profile, pathStyle, anonymous } = place;
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined ? { endpoint } : { followRegionRedirects: true }),
    ...(profile !== undefined && { profile }),
    ...(anonymous && { credentials: { accessKeyId: "", secretAccessKey: "" }, signer: UNSIGNED }),
    forcePathStyle: pathStyle,
    retryStrategy: new OwnAttempts(limits.attempts),
    // We send a SHA-256 with all that we write. What the client would add by itself are trailers that many servers
    // other than Amazon's do not take.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_SUPPORTED",
    requestHandler: {
      connectionTimeout: limits.connectSeconds * 1000,
      socketTimeout: limits.idleSeconds * 1000,
      ...proxyAgents(),
    },
    // It prints warnings on standard output's sibling that no person can do anything about.
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  };
}

/** NO_PROXY, HTTP_PROXY and HTTPS_PROXY are as for every program; the clients themselves do not know them. */
export function proxyAgents() {
  const agent = { keepAlive: true, maxSockets: 32, proxyEnv: process.env };
  return { httpAgent: new http.Agent(agent), httpsAgent: new https.Agent(agent) };
}

const UNSIGNED: NonNullable<S3ClientConfig["signer"]> = { sign: async (request) => request };

const FIRST_WAIT_MILLISECONDS = 50;
const LONGEST_WAIT_MILLISECONDS = 5000;

/**
 * Waits before something is tried again: longer each time, and a random part of it, so that those who met once do not
 * meet again.
 *
 * @param failures how often it has failed, from 1
 * @throws the reason of the signal when that is aborted
 */
export async function backOff(failures: number, signal: AbortSignal | undefined): Promise<void> {
  const longest = Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** (failures - 1));
  await sleep(Math.random() * longest, undefined, signal && { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
