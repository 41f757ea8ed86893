import { existsSync } from "node:fs";

const SYSTEM_CERTIFICATES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Path of the bundle that this machine's clients are told to trust, else of the system's. */
export function certificatesOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = [env.SSL_CERT_FILE, env.PIP_CERT, env.REQUESTS_CA_BUNDLE, env.CURL_CA_BUNDLE];
  return [...named, ...SYSTEM_CERTIFICATES].find(
    (path) => path !== undefined && path !== "" && existsSync(path),
  );
}
