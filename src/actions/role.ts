/** A role at Amazon, or a server that speaks as it does, which the identity of a workflow's job may assume. */

import { getIDToken } from "@actions/core";
import { fromWebToken } from "@aws-sdk/credential-provider-web-identity";
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";
import { printableLine } from "../exec/printable.ts";
import { proxyAgents, type S3Credentials } from "../store/s3/access.ts";

export interface Role {
  /** `arn:aws:iam::ACCOUNT:role/NAME` */
  arn: string;
  /** How long a session lasts. */
  seconds: number;
  region: string;
  /** What the sessions are called in the account's records. */
  session: string;
}

/** For whom the identity is meant: the trust of the role names it. */
const AUDIENCE = "sts.amazonaws.com";

const claims = z.looseObject({ sub: z.string(), aud: z.union([z.string(), z.array(z.string())]) });

/**
 * Credentials of a role. The client asks again before a session ends, and each time the job's identity is told anew, since
 * what GitHub tells of it ends after minutes.
 *
 * They throw an InputError, when they are first needed, where the job has no identity, or the role does not trust it: which
 * subject was sent.
 */
export function roleCredentials({ arn, seconds, region, session }: Role): S3Credentials {
  return async () => {
    const webIdentityToken = await identity();
    const assume = fromWebToken({
      ...{ roleArn: arn, webIdentityToken, durationSeconds: seconds },
      roleSessionName: session.replaceAll(/[^\w+=,.@-]/g, "-").slice(0, 64),
      clientConfig: { region, requestHandler: proxyAgents() },
    });
    return await assume().catch((error: unknown) => {
      throw refusal(arn, webIdentityToken, error);
    });
  };
}

async function identity(): Promise<string> {
  try {
    return await getIDToken(AUDIENCE);
  } catch (error) {
    throw new InputError(
      {
        message: `GitHub gives this job no identity: ${printableLine(String((error as Error).message))}`,
        fix: "give the job the permission `id-token: write`; runs from forks never have it",
      },
      { cause: error },
    );
  }
}

function refusal(arn: string, token: string, error: unknown): InputError {
  const { name, message } = error as Error;
  const sent = claimsOf(token);
  const said = printableLine(`${name}: ${message}`);
  return new InputError(
    {
      message: `the role ${printableLine(arn)} can't be assumed by the subject ${printableLine(JSON.stringify(sent.sub))} for ${printableLine(JSON.stringify(sent.aud))} (${said})`,
      fix: "put exactly that subject into the role's trust policy, and see that the identity provider is there (docs/self-hosting.md)",
    },
    { cause: error },
  );
}

/** What the token says; whether it is true is for others to judge. */
function claimsOf(token: string): Partial<z.infer<typeof claims>> {
  try {
    return claims.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()));
  } catch {
    return {};
  }
}
