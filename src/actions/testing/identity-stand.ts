/**
 * Stands in, for tests, for what a job asks to become a role: GitHub's server of identities, and Amazon's that gives
 * credentials for them. The credentials are those of users of a real S3 server, who lose their rights some time after
 * their session ended. There are no session tokens: the server takes none.
 */

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { startServer } from "../../releases/testing/local-index.ts";
import type { S3Stand } from "../../store/testing/s3-stand.ts";

export interface IdentityStand {
  /** What a runner tells a job that may have an identity, and where the role is assumed. */
  env: Readonly<Record<string, string>>;
  /** Instants at which sessions began: milliseconds since the epoch. */
  sessions: number[];
  close(): Promise<void>;
}

export interface IdentityOptions {
  /** The subject of the job. */
  subject: string;
  /** The subject that the role trusts. */
  trusted: string;
  /** How long a session of the role lasts: the server decides, whatever it is asked for. */
  sessionMilliseconds: number;
}

/** What a session may still do after its end, so that no request that was signed before it fails. */
const GRACE_MILLISECONDS = 3000;
const AUDIENCE = "sts.amazonaws.com";

export async function startIdentityStand(s3: S3Stand, options: IdentityOptions): Promise<IdentityStand> {
  const { subject, trusted, sessionMilliseconds } = options;
  const [key, requestToken] = [randomUUID(), randomUUID()];
  const sessions: number[] = [];
  const users = new Set<string>();
  let current: { xml: string; endsAt: number } | undefined;

  let allowed = Promise.resolve();
  /** One after the other: of two policies at once the older might stay. */
  function allow(): Promise<void> {
    allowed = allowed.catch(() => undefined).then(putPolicy);
    return allowed;
  }

  async function putPolicy(): Promise<void> {
    const resource = `arn:aws:s3:::${s3.bucket}`;
    const statement = {
      Effect: "Allow",
      Principal: { AWS: [s3.owner.accessKeyId, ...users] },
      Action: "s3:*",
    };
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ ...statement, Resource: [resource, `${resource}/*`] }],
    });
    await s3.client.send(new PutBucketPolicyCommand({ Bucket: s3.bucket, Policy }));
  }

  async function beginSession(): Promise<string> {
    const user = await s3.addUser(`session-${sessions.length + 1}`);
    users.add(user.accessKeyId);
    await allow();
    const endsAt = Date.now() + sessionMilliseconds;
    sessions.push(Date.now());
    setTimeout(() => {
      users.delete(user.accessKeyId);
      void allow().catch(() => undefined);
    }, sessionMilliseconds + GRACE_MILLISECONDS).unref();
    const { accessKeyId, secretAccessKey } = user;
    const xml = answer(
      `<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><Expiration>${new Date(endsAt).toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>`,
    );
    current = { xml, endsAt };
    return xml;
  }

  let beginning: Promise<string> | undefined;
  async function session(): Promise<string> {
    if (current !== undefined && current.endsAt > Date.now()) {
      return current.xml;
    }
    beginning ??= beginSession().finally(() => {
      beginning = undefined;
    });
    return await beginning;
  }

  const server = await startServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stand");
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type }).end(body);
    if (request.method === "GET") {
      const isKnown = request.headers.authorization === `Bearer ${requestToken}`;
      const value = tokenOf({ sub: subject, aud: url.searchParams.get("audience") ?? "" }, key);
      send(isKnown ? 200 : 401, "application/json", JSON.stringify({ value }));
      return;
    }
    void bodyOf(request).then(async (form) => {
      const claims = claimsOf(form.get("WebIdentityToken") ?? "", key);
      const isTrusted = claims?.sub === trusted && claims.aud === AUDIENCE && claims.exp > Date.now() / 1000;
      const refusal =
        "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error>";
      send(
        isTrusted ? 200 : 403,
        "text/xml",
        isTrusted ? await session() : `<ErrorResponse>${refusal}<RequestId>stand</RequestId></ErrorResponse>`,
      );
    });
  });
  return {
    sessions,
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/identity?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
      AWS_ENDPOINT_URL_STS: server.url,
    },
    close: server.close,
  };
}

function answer(result: string): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}<ResponseMetadata><RequestId>stand</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>`;
}

interface Claims {
  sub: string;
  aud: string;
  /** Seconds since the epoch. */
  exp: number;
}

const encoded = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
const signed = (text: string, key: string) => createHmac("sha256", key).update(text).digest("base64url");

function tokenOf(content: Omit<Claims, "exp">, key: string): string {
  const text = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ ...content, exp: Date.now() / 1000 + 300 })}`;
  return `${text}.${signed(text, key)}`;
}

function claimsOf(token: string, key: string): Claims | undefined {
  const [head = "", body = "", signature = ""] = token.split(".");
  const expected = Buffer.from(signed(`${head}.${body}`, key));
  const isOwn = expected.length === signature.length && timingSafeEqual(expected, Buffer.from(signature));
  return isOwn ? (JSON.parse(Buffer.from(body, "base64url").toString()) as Claims) : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
