import { expect, test } from "vitest";
import { parseListedPackage, parseRequirementsFile } from "./requirements-file.ts";

test("names, exact releases with comments, and pip's requirements are read", () => {
  const text = `# What we use.
requests
numpy==2.1.3   # the last one for 3.10

flask >= 3, < 4 ; python_version > "3.8"
boto3[crt]==1.40.* --hash=sha256:${"a".repeat(64)}
attrs==25.1.0 \\
    --hash=sha256:${"b".repeat(64)} \\
    --hash=sha256:${"c".repeat(64)}  # twice
pytz===2018.1\r
c#sharp-is-no-comment-without-a-space
`;
  expect(() => parseRequirementsFile(text, "list.txt")).toThrow('list.txt:11: found "c#sharp-is-no');
  expect(parseRequirementsFile(text.replace(/^c#.*$/m, ""), "list.txt")).toEqual([
    { name: "requests", extras: [], specifier: "", line: 2 },
    {
      name: "numpy",
      extras: [],
      specifier: "==2.1.3",
      version: "2.1.3",
      comment: "the last one for 3.10",
      line: 3,
    },
    { name: "flask", extras: [], specifier: ">= 3, < 4", marker: 'python_version > "3.8"', line: 5 },
    { name: "boto3", extras: ["crt"], specifier: "==1.40.*", line: 6 },
    { name: "attrs", extras: [], specifier: "==25.1.0", version: "25.1.0", comment: "twice", line: 7 },
    { name: "pytz", extras: [], specifier: "===2018.1", version: "2018.1", line: 10 },
  ]);
});

test("every line that is something else is told, with what to do", () => {
  const text =
    "-r other.txt\n--index-url https://user:secret@index.example\nrequests\n-e .\n./a.whl\na @ https://example.org/a\nnumpy=2\n";
  const error = (() => {
    try {
      return parseRequirementsFile(text, "list.txt");
    } catch (thrown) {
      return String(thrown);
    }
  })();
  expect(error).toMatch(/list\.txt:1: found "-r other\.txt".*\n.*give that file as an argument of its own/);
  expect(error).toMatch(/list\.txt:2: .* it is an option\n.*the one that pip or uv is configured with/);
  expect(error).toMatch(/list\.txt:4: /);
  expect(error).toMatch(/list\.txt:5: .* is an address or a path/);
  expect(error).toMatch(/list\.txt:6: .* is an address or a path/);
  expect(error).toMatch(/list\.txt:7: .* has no valid versions after the name: "=2"/);
  expect(error).not.toContain("secret");
});

test("an empty list is one", () => {
  expect(parseRequirementsFile("\n# nothing\n \\\n", "list.txt")).toEqual([]);
});

test.each(["", "a b", "a;rm -rf /", "-v", "../x", "a\nb", "a==", "a\u001b[2J"])(
  "%j is no package",
  (text) => {
    expect(() => parseListedPackage(text)).toThrow("expected a name or a requirement");
  },
);

test.each([
  ["-c limits.txt", "constraints: [name<3]"],
  ["--constraint=limits.txt", "constraints: [name<3]"],
  ["-e ./project", "explored by its path"],
  ["-r more.txt", "an argument of its own"],
  ["--no-binary :all:", "options of pip have no meaning here"],
])("what to do instead of an option of pip follows from which it is: %s", (line, fix) => {
  expect(() => parseRequirementsFile(`${line}\n`, "list.txt")).toThrow(fix);
});
