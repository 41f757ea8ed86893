import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { noPrograms, startServer } from "../testing/local-index.ts";
import { type Index, type IndexOptions, openIndex } from "./open-index.ts";

const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
const SHA = "a".repeat(64);

let home: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "importgraph-index-"));
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await rm(home, { recursive: true });
});

async function serve(answer: RequestListener): Promise<string> {
  const server = await startServer(answer);
  closing.push(server.close);
  return server.url;
}

/** A client of a machine that is configured by these variables alone. */
function open(env: NodeJS.ProcessEnv, options: Partial<IndexOptions> = {}): Promise<Index> {
  const machine = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    PIP_CONFIG_FILE: "/dev/null",
    UV_CONFIG_FILE: join(home, "none"),
  };
  const limits = { retrySeconds: [0.01, 0.01], idleSeconds: 5, ...options.limits };
  return openIndex({ exec: noPrograms, ...options, env: { ...machine, ...env }, limits });
}

async function openAt(answer: RequestListener, options: Partial<IndexOptions> = {}): Promise<Index> {
  return open({ UV_DEFAULT_INDEX: `${await serve(answer)}/simple/` }, options);
}

function page(...files: object[]): string {
  return JSON.stringify({ meta: { "api-version": "1.1" }, name: "a", files });
}

function file(filename: string, more: object = {}): object {
  return { filename, url: `../../files/${filename}`, hashes: { sha256: SHA }, yanked: false, ...more };
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": JSON_TYPE }).end(body);
}

function sendStatus(status: number, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(status, headers).end("<b>no\u001b[2J</b>");
}

function versions(project: { releases: { version: string }[] }): string[] {
  return project.releases.map(({ version }) => version);
}

describe("what an index says", () => {
  test("in JSON (PEP 691, 700) is put together to releases", async () => {
    const requests: IncomingMessage[] = [];
    const index = await openAt((request, response) => {
      requests.push(request);
      const body = page(
        file("a_b-2.0-py3-none-any.whl", {
          "requires-python": ">=3.9",
          size: 5,
          "upload-time": "2024-02-01T00:00:00.5Z",
        }),
        file("a-b-2.0.0.tar.gz", { "upload-time": "2024-01-01T00:00:00Z", "requires-python": null }),
        file("a-b-1.0.tar.gz", { yanked: "broken", "upload-time": "yesterday" }),
        file("a-b-1.0.win32.exe"),
      );
      response.writeHead(200, { "content-type": `${JSON_TYPE}; charset=utf-8`, "content-encoding": "gzip" });
      response.end(gzipSync(body));
    });
    const project = await index.project("A.b");
    const base = index.address.replace("/simple", "");
    expect(requests.map(({ url }) => url)).toEqual(["/simple/a-b/"]);
    expect(requests[0]?.headers.accept).toContain(JSON_TYPE);
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(project).toEqual({
      name: "A.b",
      releases: [
        {
          version: "1.0",
          yanked: true,
          yankedReason: "broken",
          files: [
            {
              fileName: "a-b-1.0.tar.gz",
              kind: "sdist",
              url: `${base}/files/a-b-1.0.tar.gz`,
              sha256: SHA,
              yanked: true,
            },
          ],
        },
        {
          version: "2.0",
          yanked: false,
          uploadTime: "2024-01-01T00:00:00Z",
          files: [
            {
              fileName: "a_b-2.0-py3-none-any.whl",
              kind: "wheel",
              url: `${base}/files/a_b-2.0-py3-none-any.whl`,
              sha256: SHA,
              sizeBytes: 5,
              requiresPython: ">=3.9",
              uploadTime: "2024-02-01T00:00:00.5Z",
              yanked: false,
              tags: { pythons: ["py3"], abis: ["none"], platforms: ["any"] },
            },
            {
              fileName: "a-b-2.0.0.tar.gz",
              kind: "sdist",
              url: `${base}/files/a-b-2.0.0.tar.gz`,
              sha256: SHA,
              uploadTime: "2024-01-01T00:00:00Z",
              yanked: false,
            },
          ],
        },
      ],
    });
  });

  test("is asked once for each project, and again after a failure", async () => {
    let asked = 0;
    const index = await openAt((_, response) => {
      asked++;
      return asked === 1 ? response.writeHead(404).end() : sendJson(response, page(file("a-1.tar.gz")));
    });
    await expect(index.project("a")).rejects.toThrow(InputError);
    await Promise.all([index.project("a"), index.project("A")]);
    expect(asked).toBe(2);
  });
});

describe("an index that", () => {
  test("does not know the project", async () => {
    const index = await openAt(sendStatus(404));
    await expect(index.project("reqeusts")).rejects.toThrow(
      /has no project "reqeusts"\n.*check the spelling/,
    );
  });

  test.each(["../x", "a;rm -rf /", "-v", "a\nb", "", ".a"])("is asked for %j is not asked", async (name) => {
    let asked = 0;
    const index = await openAt((_, response) => {
      asked++;
      response.end();
    });
    await expect(index.project(name)).rejects.toThrow("is not the name of a Python distribution");
    expect(asked).toBe(0);
  });

  test("fails twice is asked again", async () => {
    let asked = 0;
    const index = await openAt((_, response) =>
      asked++ < 2
        ? response.writeHead(503, { "retry-after": "0" }).end()
        : sendJson(response, page(file("a-1.tar.gz"))),
    );
    expect(versions(await index.project("a"))).toEqual(["1"]);
    expect(asked).toBe(3);
  });

  test("cuts an answer off is asked again", async () => {
    let asked = 0;
    const index = await openAt((_, response) => {
      if (asked++ > 0) {
        return sendJson(response, page(file("a-1.tar.gz")));
      }
      response.writeHead(200, { "content-type": JSON_TYPE, "content-length": "1000" }).write("{");
      setTimeout(() => response.destroy(), 20);
    });
    expect(versions(await index.project("a"))).toEqual(["1"]);
  });

  test.each([500, 503, 418])("goes on failing with %i", async (status) => {
    const index = await openAt(sendStatus(status));
    await expect(index.project("a")).rejects.toThrow(`(HTTP ${status})`);
  });

  test.each([
    ["is no JSON", JSON_TYPE, "{"],
    ["is of a later format", JSON_TYPE, JSON.stringify({ meta: { "api-version": "2.0" }, files: [] })],
    ["has a file without a name", JSON_TYPE, page({ url: "x" })],
    ["has a digest that is none", JSON_TYPE, page(file("a-1.tar.gz", { hashes: { sha256: "x" } }))],
    ["is an image", "image/png", "x"],
    ["says nothing of its type", "", "x"],
  ])("answers with what %s", async (_, type, body) => {
    const index = await openAt((_request, response) =>
      response.writeHead(200, type ? { "content-type": type } : {}).end(body),
    );
    await expect(index.project("a")).rejects.toThrow(/no simple API page/);
  });

  test("says nothing", async () => {
    const index = await openAt(() => undefined, { limits: { idleSeconds: 0.05 } });
    await expect(index.project("a")).rejects.toThrow("said nothing for 0.05 seconds");
  });

  test("stops in the middle of an answer", async () => {
    const index = await openAt(
      (_, response) => response.writeHead(200, { "content-type": JSON_TYPE }).write("{"),
      { limits: { idleSeconds: 0.05 } },
    );
    await expect(index.project("a")).rejects.toThrow("said nothing for 0.05 seconds");
  });

  test("answers slower than anybody waits", async () => {
    const index = await openAt(
      (_, response) => {
        response.writeHead(200, { "content-type": JSON_TYPE });
        const drip = setInterval(() => response.write(" "), 10);
        response.on("close", () => clearInterval(drip));
      },
      { limits: { totalSeconds: 0.2 } },
    );
    await expect(index.project("a")).rejects.toThrow("longer than 0.2 seconds");
  });

  test.each([{}, { "content-encoding": "gzip" }])("answers more than anybody reads %j", async (headers) => {
    const body = Buffer.alloc(2_000_000, " ");
    const index = await openAt(
      (_, response) =>
        response
          .writeHead(200, { "content-type": JSON_TYPE, ...headers })
          .end("content-encoding" in headers ? gzipSync(body) : body),
      { limits: { maxBytes: 1_000_000 } },
    );
    await expect(index.project("a")).rejects.toThrow("more than 1000000 bytes");
  });

  test("redirects is followed, and files are looked for where it led", async () => {
    const elsewhere = await serve((_, response) => sendJson(response, page(file("a-1.tar.gz"))));
    const index = await openAt(sendStatus(302, { location: `${elsewhere}/other/simple/a/` }));
    const { releases } = await index.project("a");
    expect(releases[0]?.files[0]?.url).toBe(`${elsewhere}/other/files/a-1.tar.gz`);
  });

  test.each(["file:///etc/passwd", "ftp://files.example/", "http://["])(
    "redirects to %s is not followed",
    async (location) => {
      const index = await openAt(sendStatus(302, { location }));
      await expect(index.project("a")).rejects.toThrow("not safe to follow");
    },
  );

  test("redirects for ever is left", async () => {
    const index = await openAt(sendStatus(301, { location: "/simple/a/" }));
    await expect(index.project("a")).rejects.toThrow("redirects more than 5 times");
  });

  test("is not there", async () => {
    const server = await startServer(() => undefined);
    await server.close();
    const index = await open({ UV_DEFAULT_INDEX: `${server.url}/simple` });
    await expect(index.project("a")).rejects.toThrow(/refuses connections\n.*check this machine's network/);
  });

  test("has a name that nobody knows", async () => {
    const index = await open({ UV_DEFAULT_INDEX: "https://index.invalid/simple" });
    await expect(index.project("a")).rejects.toThrow(/its name can't be (found|looked up)\n.*network/);
  });

  test("is being asked when the person stops is left at once, with the reason", async () => {
    const controller = new AbortController();
    const index = await openAt(() => controller.abort(new Error("stopped by Ctrl-C")), {
      signal: controller.signal,
    });
    await expect(index.project("a")).rejects.toThrow("stopped by Ctrl-C");
  });
});

describe("credentials in an index's address", () => {
  test("are sent to it, and to no server that it redirects to", async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization);
      sendJson(response, page(file("a-1.tar.gz")));
    });
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(307, { location: `${elsewhere}/a/` }).end();
    });
    const index = await open({ PIP_INDEX_URL: url.replace("//", "//me:s%40cret@") });
    await index.project("a");
    expect(seen).toEqual([`Basic ${Buffer.from("me:s@cret").toString("base64")}`, undefined]);
  });

  test("are never shown", async () => {
    const url = await serve(sendStatus(401));
    const index = await open({ UV_DEFAULT_INDEX: `${url.replace("//", "//me:secret@")}/simple` });
    expect(index.address).toBe(`${url}/simple`);
    const refusal = await index.project("a").catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/refuses to answer for a \(HTTP 401\)\n.*check the credentials/);
    expect(String(refusal)).not.toContain("secret");
    for (const broken of ["me:secret@index", "https://me:secret@[", "file:///secret"]) {
      const unusable = await open({ UV_DEFAULT_INDEX: broken }).catch((error: unknown) => error);
      expect(unusable).toBeInstanceOf(InputError);
      expect(String(unusable)).not.toContain("secret");
    }
  });
});

describe("which index is asked", () => {
  async function named(name: string): Promise<string> {
    return `${await serve((_, response) => sendJson(response, page(file(`a-${name}.tar.gz`))))}/simple`;
  }

  test("is the one pip would ask on a machine without pip: its files are read", async () => {
    const path = join(home, "pip.conf");
    await writeFile(
      path,
      `# mine\n[global]\nindex_url: https://index.invalid\ncert =\n    ${home}\n[install]\nindex-url = ${await named("7")}\n`,
    );
    const index = await open({ PIP_CONFIG_FILE: path });
    expect(versions(await index.project("a"))).toEqual(["7"]);
  });

  test("is pip's own where none is configured, asked elsewhere when this machine has no pip", async () => {
    const builtIn = await named("8");
    const index = await open({}, { askDefault: () => Promise.resolve(builtIn) });
    expect(versions(await index.project("a"))).toEqual(["8"]);
  });

  test("is a question without an answer on a machine without any", async () => {
    await expect(open({})).rejects.toThrow(/no package index is configured.*\n.*UV_DEFAULT_INDEX/);
  });
});

describe("the way to an index", () => {
  test("leads over the proxy of the environment", async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url);
      sendJson(response, page(file("a-1.tar.gz")));
    });
    const index = await open({
      UV_DEFAULT_INDEX: "http://index.invalid/simple",
      HTTP_PROXY: proxy,
      NO_PROXY: "",
    });
    await index.project("a");
    expect(asked).toEqual(["http://index.invalid/simple/a/"]);
  });

  test("is trusted by the certificates that pip and uv are told to trust, and by no others", async () => {
    const key = join(home, "key.pem");
    const bundle = join(home, "ca.pem");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const made = await nodeExec("openssl", [
      ..."req -x509 -newkey rsa:2048 -nodes -days 2".split(" "),
      ...subject,
      "-keyout",
      key,
      "-out",
      bundle,
    ]);
    expect(made.exitCode).toBe(0);
    const secure = { key: await readFile(key), cert: await readFile(bundle) };
    const server = await startServer((_, response) => sendJson(response, page(file("a-1.tar.gz"))), secure);
    closing.push(server.close);
    const env = { UV_DEFAULT_INDEX: server.url.replace("127.0.0.1", "localhost") };
    const trusting = await open({ ...env, SSL_CERT_FILE: bundle });
    expect(versions(await trusting.project("a"))).toEqual(["1"]);
    const wary = await open(env);
    await expect(wary.project("a")).rejects.toThrow(/its certificate is not trusted.*\n.*SSL_CERT_FILE/);
  });

  test("needs a certificate bundle that can be read", async () => {
    const env = { UV_DEFAULT_INDEX: "https://index.invalid/simple", SSL_CERT_FILE: home };
    await expect(open(env)).rejects.toThrow(`${home}: this certificate bundle can't be read`);
  });
});
