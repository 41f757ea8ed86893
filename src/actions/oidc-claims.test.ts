import { afterEach, expect, test, vi } from "vitest";
import { startServer } from "../releases/local-index.ts";
import { claimsText, sentClaims } from "./oidc-claims.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Hands tokens out as a runner's own service does, to whoever has the job's password. */
async function tokenService(claims: object) {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return await startServer((request, response) => {
    const audience = new URL(request.url ?? "", "http://service").searchParams.get("audience");
    const allowed = request.headers.authorization === "Bearer password";
    response.writeHead(allowed ? 200 : 401, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ value: `${encoded({})}.${encoded({ ...claims, aud: audience })}.signature` }),
    );
  });
}

test.each(["repo:org/graph:environment:publish", "repo:org@1/graph@2:environment:publish"])(
  "a refused job says that it sent %s, and never the token",
  async (sub) => {
    const service = await tokenService({ sub, environment: "publish" });
    vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_URL", `${service.url}/?`);
    vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "password");
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      const text = claimsText(await sentClaims("sts.amazonaws.com"));
      expect(text).toContain(`"${sub}" for the audience "sts.amazonaws.com" (environment publish)`);
      expect(text).not.toContain("signature");
    } finally {
      await service.close();
    }
  },
);

test("a job without the permission is told so", async () => {
  vi.stubEnv("ACTIONS_ID_TOKEN_REQUEST_URL", "");
  expect(claimsText(await sentClaims("sts.amazonaws.com"))).toContain("id-token: write");
});
