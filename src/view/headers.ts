/** What every answer of `view` says of itself to a browser. */

/** The page runs its own scripts and asks its own server, and that is all: what a package's texts make of it can do no more. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Of every answer, an error's too. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  // Pages of other origins get nothing of it, not even as an image or a script.
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Of what is named by its content: RFC 9111, and `immutable` of RFC 8246. */
export const FOR_EVER = "private, max-age=31536000, immutable";

/** Of what may be another thing the next time. */
export const ASK_AGAIN = "no-cache";
