import { expect, test } from "vitest";
import { buildVariableFault } from "./build-variables.ts";

test.each([
  ["CFLAGS", "-std=gnu17 -Wno-error=incompatible-pointer-types"],
  ["CMAKE_POLICY_VERSION_MINIMUM", "3.5"],
  ["PYO3_USE_ABI3_FORWARD_COMPATIBILITY", "1"],
  ["SETUPTOOLS_SCM_PRETEND_VERSION_FOR_FOO", "1.2"],
  ["LDFLAGS", '-L/usr/lib/x -DA="b;c"'],
  ["CC", "gcc -std=gnu89"],
  ["EMPTY", ""],
])("%s=%s may be set for a build", (name, value) => {
  expect(buildVariableFault(name, value)).toBeUndefined();
});

test.each([
  ..."PATH HOME LD_PRELOAD LD_LIBRARY_PATH BASH_ENV ENV PYTHONPATH PYTHONSTARTUP UV_INDEX_URL UV_CONFIG_FILE uv_index".split(
    " ",
  ),
  ..."PIP_INDEX_URL VIRTUAL_ENV SSL_CERT_FILE https_proxy HTTPS_PROXY NO_PROXY GIT_SSH_COMMAND CURL_CA_BUNDLE".split(
    " ",
  ),
  ..."GITHUB_TOKEN AWS_SECRET_ACCESS_KEY DB_PASSWORD API_KEY TWINE_PASSWORD".split(" "),
])("%s may not: the build would guarantee nothing, or it is a secret", (name) => {
  expect(buildVariableFault(name, "1")?.of).toBe("name");
});

test.each([
  "https://user:word@host/x",
  "ghp_0123456789abcdef",
  "-----BEGIN KEY",
  "$(id)",
  "`id`",
  "it's",
  "a\\",
  "cat <<EOF",
  "a\nRUN id",
  "é",
])("the value %j is not taken", (value) => {
  expect(buildVariableFault("CFLAGS", value)?.of).toBe("value");
});
