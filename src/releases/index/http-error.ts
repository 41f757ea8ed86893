/** A server that can't be reached, is cut off, or answers what can't be taken. The message names no address. */
export class HttpError extends Error {
  override name = "HttpError";
  /** Whether another attempt may help. */
  readonly transient: boolean;
  /** What a person can do about it, as an imperative sentence. */
  readonly fix?: string;

  constructor(message: string, options: ErrorOptions & { transient?: boolean; fix?: string } = {}) {
    super(message, options);
    this.transient = options.transient ?? false;
    if (options.fix !== undefined) {
      this.fix = options.fix;
    }
  }
}

const CHECK_NETWORK = "check this machine's network, and HTTPS_PROXY where it needs a proxy";
const CHECK_CERTIFICATES = "name your organisation's certificate bundle in SSL_CERT_FILE";

/** Node's error codes (https://nodejs.org/api/errors.html, libuv, OpenSSL), as a person would say it. */
const REASONS: Readonly<Record<string, { message: string; fix?: string; transient?: boolean }>> = {
  ENOTFOUND: { message: "its name can't be found", fix: CHECK_NETWORK },
  EAI_AGAIN: { message: "its name can't be looked up", fix: CHECK_NETWORK, transient: true },
  ECONNREFUSED: { message: "it refuses connections", fix: CHECK_NETWORK, transient: true },
  ECONNRESET: { message: "it cut the connection", transient: true },
  EPIPE: { message: "it cut the connection", transient: true },
  ETIMEDOUT: { message: "it can't be reached", fix: CHECK_NETWORK, transient: true },
  ENETUNREACH: { message: "it can't be reached", fix: CHECK_NETWORK },
  EHOSTUNREACH: { message: "it can't be reached", fix: CHECK_NETWORK },
  ERR_PROXY_TUNNEL: { message: "the proxy does not let it through", fix: CHECK_NETWORK },
  ERR_TLS_CERT_ALTNAME_INVALID: { message: "its certificate is for another host", fix: CHECK_CERTIFICATES },
};

/** What a failed request is called, whatever Node threw. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) {
    return error;
  }
  const code = errorCode(error);
  if (/CERT|SIGNATURE|ISSUER/.test(code) && !(code in REASONS)) {
    return new HttpError(`its certificate is not trusted (${code})`, {
      cause: error,
      fix: CHECK_CERTIFICATES,
    });
  }
  const { message, ...rest } = REASONS[code] ?? { message: `the request failed (${code})` };
  return new HttpError(message, { cause: error, ...rest });
}

function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown reason";
}
