import { execFileSync } from "node:child_process";

/** For tests: a zip file with these entries, as Python's own library writes it: it takes any name, and any of them twice. */
export function zipOf(...entries: (readonly [name: string, content: string | Buffer])[]): Buffer {
  const script =
    "import base64, io, json, sys, warnings, zipfile\nwarnings.simplefilter('ignore')\nb = io.BytesIO()\n" +
    "with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:\n  [z.writestr(n, base64.b64decode(c)) for n, c in json.load(sys.stdin)]\n" +
    "sys.stdout.buffer.write(b.getvalue())";
  const packed = entries.map(([name, content]) => [name, Buffer.from(content).toString("base64")]);
  return execFileSync("python3", ["-c", script], { input: JSON.stringify(packed) });
}
