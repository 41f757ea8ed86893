import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openS3Store } from "../store/s3/bucket-store.ts";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";
import { roleCredentials } from "./role.ts";
import { type IdentityStand, startIdentityStand } from "./testing/identity-stand.ts";

const SUBJECT = "repo:example/graph:environment:publish";
const ROLE = {
  arn: "arn:aws:iam::123456789012:role/graph",
  ...{ seconds: 3600, region: "us-east-1", session: "github-run-7" },
};

let s3: S3Stand;
let identity: IdentityStand | undefined;

beforeAll(async () => {
  s3 = await setUpS3();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await identity?.close();
  identity = undefined;
});

afterAll(() => s3?.tearDown());

/** A store whose requests are signed by the role alone. */
async function storeOf(trusted: string, sessionMilliseconds = 1000) {
  identity = await startIdentityStand(s3, { subject: SUBJECT, trusted, sessionMilliseconds });
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = s3.env();
  for (const [name, value] of Object.entries({ ...env, ...identity.env })) {
    vi.stubEnv(name, value);
  }
  return openS3Store(`s3://${s3.bucket}/role`, { credentials: roleCredentials(ROLE) });
}

test("a run that takes longer than a session of its role goes on with the next one", async () => {
  const store = await storeOf(SUBJECT);
  const from = Date.now();
  let writes = 0;
  // The first sessions have lost their rights long before the last write.
  while (Date.now() - from < 6000) {
    writes += 1;
    await store.write("count.json", JSON.stringify(writes));
    await sleep(100);
  }
  expect(new TextDecoder().decode(await store.read("count.json"))).toBe(String(writes));
  expect(identity?.sessions.length).toBeGreaterThanOrEqual(3);
});

test("a role that does not trust the job tells which subject it was sent", async () => {
  const store = await storeOf("repo:example/graph@1/graph@2:environment:publish");
  await expect(store.write("x.json", "1")).rejects.toThrow(
    /role\/graph can't be assumed by the subject "repo:example\/graph:environment:publish" for "sts\.amazonaws\.com" \(AccessDenied: Not authorized/,
  );
});

test("a job without the permission for an identity is told so", async () => {
  const store = await storeOf(SUBJECT);
  vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_URL", "");
  await expect(store.write("x.json", "1")).rejects.toThrow(/gives this job no identity.*id-token: write/s);
});
