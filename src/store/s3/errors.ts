import { S3ServiceException } from "@aws-sdk/client-s3";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";
import type { S3Place } from "./address.ts";

/** What was asked of the server. */
export interface S3Request {
  action: "read" | "write" | "list" | "delete";
  /** The whole key, prefix included; of a list, its prefix. */
  key: string;
}

/**
 * The server's name for what is wrong (`NoSuchKey`, `PreconditionFailed`), also of an error that has been explained;
 * undefined where no server answered.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function s3Code(error: unknown): string | undefined {
  const { cause } = (error ?? {}) as { cause?: unknown };
  const answer = [error, cause].find((candidate) => candidate instanceof S3ServiceException);
  return answer?.name;
}

type Explanation = Pick<InputProblem, "message" | "fix">;

interface Answer {
  place: S3Place;
  request: S3Request;
  error: S3ServiceException;
  server: string;
}

const PERMISSIONS = {
  read: "s3:GetObject",
  write: "s3:PutObject",
  list: "s3:ListBucket",
  delete: "s3:DeleteObject",
} as const satisfies Record<S3Request["action"], string>;

const WRONG_KEY = ({ server }: Answer): Explanation => ({
  message: `${server} does not know the access key that it was given`,
  fix: "check AWS_ACCESS_KEY_ID, or the profile that AWS_PROFILE names; is it a key of this server?",
});
const WRONG_SECRET = ({ server }: Answer): Explanation => ({
  message: `${server} knows the access key, but the secret does not fit it`,
  fix: "check AWS_SECRET_ACCESS_KEY: it is often cut off or has a blank when it was copied",
});
const OLD_TOKEN = (): Explanation => ({
  message: "the session token has expired or is not one of this key",
  fix: "sign in again (`aws sso login`, or assume the role again); unset AWS_SESSION_TOKEN for a permanent key",
});
const NO_PERMISSION = ({ request, place }: Answer): Explanation => ({
  message: `there is no permission to ${request.action} ${place.anonymous ? "without credentials " : ""}(${PERMISSIONS[request.action]})`,
  fix:
    request.action === "read"
      ? "allow s3:GetObject on the objects and s3:ListBucket on the bucket (without the second one a missing object is answered so too)"
      : `allow ${PERMISSIONS[request.action]} on ${request.action === "list" ? `the bucket "${place.bucket}"` : "the objects under this prefix"} for this key or role`,
});
const WRONG_CLOCK = ({ error }: Answer): Explanation => {
  const theirs = error.$response?.headers.date;
  const difference = theirs === undefined ? "" : `: here ${new Date().toUTCString()}, there ${theirs}`;
  return {
    message: `this machine's clock differs too much from the server's${printableLine(difference)}`,
    fix: "set the clock (`timedatectl set-ntp true`)",
  };
};
const OVERLOADED = ({ error, server }: Answer): Explanation => ({
  message: `${server} is overloaded: it answered ${printableLine(error.name)} ${error.$metadata.attempts ?? 1} times`,
  fix: "try again later; what has been written is kept",
});
const WRONG_REGION = ({ place, error }: Answer): Explanation => ({
  message: `the bucket "${place.bucket}" is in another region: ${printableLine(error.message)}`,
  fix: "give its region: AWS_REGION=eu-central-1, or s3://…?region=eu-central-1",
});

const EXPLANATIONS: Readonly<Record<string, (answer: Answer) => Explanation>> = {
  NoSuchBucket: ({ place, server }) => ({
    message: `there is no bucket "${place.bucket}" at ${server}`,
    fix: "check the name after s3://, the region and the endpoint; buckets are not made here",
  }),
  NoSuchKey: () => ({ message: "there is no such object" }),
  InvalidAccessKeyId: WRONG_KEY,
  SignatureDoesNotMatch: WRONG_SECRET,
  ExpiredToken: OLD_TOKEN,
  ExpiredTokenException: OLD_TOKEN,
  InvalidToken: OLD_TOKEN,
  AccessDenied: NO_PERMISSION,
  Forbidden: NO_PERMISSION,
  RequestTimeTooSkewed: WRONG_CLOCK,
  RequestExpired: WRONG_CLOCK,
  SlowDown: OVERLOADED,
  ServiceUnavailable: OVERLOADED,
  InternalError: OVERLOADED,
  PermanentRedirect: WRONG_REGION,
  AuthorizationHeaderMalformed: WRONG_REGION,
  IllegalLocationConstraintException: WRONG_REGION,
  BadDigest: () => ({ message: "what was sent was changed on its way", fix: "run it again" }),
};

/**
 * Turns what the client throws into an error that a person can mend, with the original as its cause. Anything that is
 * neither an answer of the server nor of the way to it is returned as it is.
 */
export function explainS3(error: unknown, place: S3Place, request: S3Request): unknown {
  const at = (explanation: Explanation) =>
    new InputError(
      { place: { file: `s3://${place.bucket}/${request.key}` }, ...explanation },
      { cause: error },
    );
  const server = place.endpoint ?? "Amazon S3";
  if (error instanceof S3ServiceException) {
    const explain = EXPLANATIONS[error.name] ?? explanationByStatus(error);
    return at(
      explain?.({ place, request, error, server }) ?? {
        message: `${server} cannot ${request.action} it: ${printableLine(`${error.name}: ${error.message}`)} (HTTP ${error.$metadata.httpStatusCode})`,
      },
    );
  }
  return explainClient(error, server, at) ?? error;
}

function explanationByStatus(error: S3ServiceException): ((answer: Answer) => Explanation) | undefined {
  const status = error.$metadata.httpStatusCode ?? 0;
  return status >= 500 && status !== 501 ? OVERLOADED : undefined;
}

/** What went wrong before a server answered. */
function explainClient(
  error: unknown,
  server: string,
  at: (explanation: Explanation) => InputError,
): InputError | undefined {
  const { name, message, code, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number; attempts?: number };
  };
  if (name === "CredentialsProviderError") {
    return at({
      message: "there are no credentials to sign requests with",
      fix: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; for what everybody may read: s3://…?anonymous=true",
    });
  }
  if (message === "Region is missing") {
    return at({
      message: "the bucket's region is not known",
      fix: "set AWS_REGION, or give s3://…?region=…",
    });
  }
  if (name === "TimeoutError" || /^E[A-Z]+$/.test(code ?? "")) {
    const times = $metadata?.attempts === undefined ? "" : `, ${$metadata.attempts} times`;
    return at({
      message: `${server} cannot be reached or does not answer (${code ?? name}${times})`,
      fix: "check the network, the endpoint, and HTTPS_PROXY where there is a proxy",
    });
  }
  const status = $metadata?.httpStatusCode;
  return status === undefined
    ? undefined
    : at({ message: `${server} does not answer as S3 does (HTTP ${status}: ${printableLine(message)})` });
}
