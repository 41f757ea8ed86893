import { expect, test } from "vitest";
import { parseListing } from "./index/simple-api.ts";
import { projectOf } from "./project.ts";

const PAGE = new URL("https://index.example/simple/a/");
const SHA = "a".repeat(64);

test("a page in HTML (PEP 503) says what one in JSON says", () => {
  const page = `<!DOCTYPE html>
    <!-- <a href="a-0.1.tar.gz">a-0.1.tar.gz</a> -->
    <A class=x HREF='../../files/a-1.0.tar.gz#md5=0&amp;sha256=${SHA}' data-requires-python="&gt;=3.9,<4">a-1.0.tar.gz</A><br/>
    <a data-yanked href="https://user:pass@files.example/a-1.1%2Blocal-py3-none-any.whl">a</a>
    <a data-yanked="a &quot;bad&#34; one&#x21;" href="a-1.2.tar.gz"/>
    <a name="top"></a> <abbr href="a-9.tar.gz"> <a href="javascript:alert(1)/a-8.tar.gz"> <a href="a-1.3.tar.gz`;
  const { releases } = projectOf("a", parseListing(page, "text/html; charset=UTF-8"), PAGE);
  expect(releases).toEqual([
    {
      version: "1.0",
      yanked: false,
      files: [
        {
          fileName: "a-1.0.tar.gz",
          kind: "sdist",
          url: "https://index.example/files/a-1.0.tar.gz",
          sha256: SHA,
          requiresPython: ">=3.9,<4",
          yanked: false,
        },
      ],
    },
    expect.objectContaining({
      version: "1.1+local",
      yanked: true,
      files: [expect.objectContaining({ url: "https://files.example/a-1.1%2Blocal-py3-none-any.whl" })],
    }),
    expect.objectContaining({ version: "1.2", yanked: true, yankedReason: 'a "bad" one!' }),
  ]);
});

test("a broken page in HTML gives the links before and behind the damage", () => {
  const page = `<a href="a-1.tar.gz"><a href="a-2.tar.gz <a href='a-3.tar.gz'> <a <a href=a-4.tar.gz>`;
  const { releases } = projectOf("a", parseListing(page, "text/html"), PAGE);
  expect(releases.map(({ version }) => version)).toEqual(["1", "3", "4"]);
});

test("a release is yanked when all its files are", () => {
  const file = (name: string, yanked: boolean | string) => ({ filename: name, url: name, yanked });
  const files = [
    file("a-1.tar.gz", true),
    file("a-1-py3-none-any.whl", false),
    file("a-2.tar.gz", true),
    file("a-2.zip", "bad"),
  ];
  const page = JSON.stringify({ meta: { "api-version": "1.0" }, files });
  const { releases } = projectOf("a", parseListing(page, "application/json"), PAGE);
  expect(releases.map(({ yanked, yankedReason }) => [yanked, yankedReason])).toEqual([
    [false, undefined],
    [true, "bad"],
  ]);
});

test("a project that its index has locked away is an error (PEP 792)", () => {
  expect(() => projectOf("a", { status: "quarantined", files: [] }, PAGE)).toThrow("quarantine");
});
