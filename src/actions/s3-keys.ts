import { setSecret } from "@actions/core";
import { InputError } from "../errors/input-error.ts";

/**
 * Uses the keys of an S3 server that knows no roles. Without them, whatever the runner's environment has is used: what
 * assuming a role left there, or nothing.
 *
 * @throws InputError where one of the two is missing
 */
export function useS3Keys(id: string | undefined, secret: string | undefined): void {
  if (id === undefined && secret === undefined) {
    return;
  }
  if (id === undefined || secret === undefined) {
    throw new InputError({
      message: `input ${id === undefined ? "access-key-id" : "secret-access-key"} is missing, and the other one is there`,
      fix: "give both, or none",
    });
  }
  setSecret(secret);
  process.env.AWS_ACCESS_KEY_ID = id;
  process.env.AWS_SECRET_ACCESS_KEY = secret;
  delete process.env.AWS_SESSION_TOKEN;
}
