/** What GitHub says of a job to whom it asks for credentials, so that a refusal can be understood. */

import { getIDToken } from "@actions/core";
import { z } from "zod";
import { printableLine } from "../exec/printable.ts";

/** Claims that a role's trust is usually bound to; none is a secret. */
const claimsSchema = z.object({
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  repository: z.string().optional(),
  ref: z.string().optional(),
  environment: z.string().optional(),
  job_workflow_ref: z.string().optional(),
});

export type SentClaims = z.infer<typeof claimsSchema>;

/**
 * The claims of the token that this job can ask for. The token itself is neither kept nor shown.
 *
 * @param audience whom it is for: `sts.amazonaws.com`
 * @returns undefined where the job may not ask for one
 */
export async function sentClaims(audience: string): Promise<SentClaims | undefined> {
  // Set exactly where the job has `id-token: write`.
  if ((process.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? "") === "") {
    return undefined;
  }
  const [, payload = ""] = (await getIDToken(audience)).split(".");
  return claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
}

/** What a person is told whose role refused the job: the claims, and where they have to stand. */
export function claimsText(claims: SentClaims | undefined): string {
  if (claims === undefined) {
    return "this job may not ask GitHub for a token: give it the permission `id-token: write`";
  }
  const { sub, aud, environment, ref } = claims;
  const place =
    environment === undefined ? `ref ${ref ?? "unknown"}, no environment` : `environment ${environment}`;
  return printableLine(
    `the job sent the subject "${sub}" for the audience "${[aud].flat().join(", ")}" (${place}); ` +
      "the role's trust has to name exactly this subject (docs/self-hosting.md)",
  );
}
