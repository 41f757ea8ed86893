/** Which environment variables a pkginfo may set for the build of source distributions. */

/**
 * Variables by which whoever sets them decides what runs or what is trusted, so that neither the lock's hashes nor the
 * limits of the build would hold any more: what programs and libraries are found and loaded (`PATH`, `LD_*`, `PYTHON*`,
 * what shells read at their start), how installers work and from where (`UV_*`, `PIP_*`), and whom the network is trusted by.
 */
const GUARANTEES =
  /^(PATH|HOME|IFS|ENV|SHELL|SHELLOPTS|BASH.*|LD_.*|GLIBC_.*|GCONV_PATH|PYTHON.*|VIRTUAL_ENV|UV_.*|PIP_.*|SSL_.*|GIT_.*|(CURL|REQUESTS)_CA_BUNDLE|([A-Z]+_)?PROXY|DOCKER_.*|BUILDKIT_.*|TMPDIR)$/i;

/** A pkginfo is public, and so is a Dockerfile. */
const SECRET_NAME =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY(_ID)?)(_|$)/i;
const SECRET_VALUE =
  /\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|pypi-AgE|AKIA[0-9A-Z]{12})|-----BEGIN|:\/\/[^\s/@]+:[^\s/@]+@/;

/** Printable ASCII without what a shell or a Dockerfile would read as more than text. */
const VALUE = /^[^\P{ASCII}\p{Cc}'\\`$]*$/u;

/** What is wrong with a variable: which half of it, and what was expected there. */
export interface BuildVariableFault {
  of: "name" | "value";
  expected: string;
}

/** @returns undefined for a variable that may be set */
export function buildVariableFault(name: string, value: string): BuildVariableFault | undefined {
  if (GUARANTEES.test(name)) {
    return { of: "name", expected: "a variable that changes neither what runs nor what is trusted" };
  }
  if (SECRET_NAME.test(name) || SECRET_VALUE.test(value)) {
    return {
      of: SECRET_NAME.test(name) ? "name" : "value",
      expected: "no secret: a pkginfo is public, and so is what is made of it",
    };
  }
  return VALUE.test(value) && !value.includes("<<")
    ? undefined
    : {
        of: "value",
        expected: "printable ASCII without ', \\, `, $ and <<, since nothing in it is expanded",
      };
}
