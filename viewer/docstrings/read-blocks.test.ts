import { describe, expect, it } from "vitest";
import { type Block, namesIn } from "./blocks.ts";
import { readDocstring } from "./read-blocks.ts";
import { plainSummary } from "./summary.ts";

/** Blocks as short texts, so that a test shows what is read. */
function told(blocks: readonly Block[]): unknown[] {
  return blocks.map(toldBlock);
}

function toldBlock(block: Block): unknown {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return `${block.kind}: ${block.content.map((part) => (part.kind === "text" ? part.text : `<${part.kind} ${part.text}>`)).join("")}`;
    case "code":
      return `code: ${block.text}`;
    case "list":
      return { [block.isOrdered ? "ordered" : "list"]: block.items.map(told) };
    case "entries":
      return {
        [block.title]: block.entries.map(({ name, type, body }) => [
          type === undefined ? name : `${name} (${type})`,
          ...told(body),
        ]),
      };
    case "note":
      return { [`note ${block.tone} ${block.title}`]: told(block.body) };
    case "quote":
      return { quote: told(block.body) };
  }
}

describe("docstrings", () => {
  it("of reST have fields, roles, directives and literal blocks", () => {
    const doc = `Sends a :class:\`Request <requests.Request>\`.

    See \`the docs\`_ and :meth:\`~requests.Session.get\`::

        s.get("x")

    :param method: which one,
        on two lines
    :type method: str
    :param int timeout: in *seconds*
    :return: an answer
    :rtype: requests.Response
    :raises ValueError: never

    .. deprecated:: 2.0
       Use **that** one.
    .. note:: Mind this.
    .. code-block:: python
       :linenos:

       x = 1
    `;
    expect(told(readDocstring(doc))).toEqual([
      "paragraph: Sends a <code Request>.",
      "paragraph: See <code the docs> and <code get>:",
      'code: s.get("x")',
      {
        Parameters: [
          ["method (str)", "paragraph: which one, on two lines"],
          ["timeout (int)", "paragraph: in <emphasis seconds>"],
        ],
      },
      { Returns: [[" (requests.Response)", "paragraph: an answer"]] },
      { Raises: [["ValueError", "paragraph: never"]] },
      { "note warning Deprecated since 2.0": ["paragraph: Use <strong that> one."] },
      { "note plain Note": ["paragraph: Mind this."] },
      "code: x = 1",
    ]);
    expect(namesIn(readDocstring(doc))).toEqual(
      expect.arrayContaining(["requests.Request", "requests.Session.get", "requests.Response", "ValueError"]),
    );
  });

  it("of Google's style have sections", () => {
    const doc = `Does it.

    Args:
        path (str, optional): Where to. Goes on
            here.
        **options: Further ones.

    Returns:
        bool: Whether it did.

    Raises:
        OSError: If not.

    Note:
        Not so fast.

    Example:
        >>> f()
        True
    `;
    expect(told(readDocstring(doc))).toEqual([
      "paragraph: Does it.",
      {
        Parameters: [
          ["path (str, optional)", "paragraph: Where to. Goes on here."],
          ["**options", "paragraph: Further ones."],
        ],
      },
      { Returns: [[" (bool)", "paragraph: Whether it did."]] },
      { Raises: [["OSError", "paragraph: If not."]] },
      { "note plain Note": ["paragraph: Not so fast."] },
      "heading: Example",
      "code: >>> f()\nTrue",
    ]);
  });

  it("of NumPy's style have underlined sections", () => {
    const doc = `Sum of array elements.

    Parameters
    ----------
    a : array_like
        Elements to sum.
    axis : None or int, optional
        Along which.

        All, where None.

    Returns
    -------
    ndarray
        The sum.

    See Also
    --------
    numpy.mean : The mean
        of all.

    Notes
    -----
    Modular.
    `;
    expect(told(readDocstring(doc))).toEqual([
      "paragraph: Sum of array elements.",
      {
        Parameters: [
          ["a (array_like)", "paragraph: Elements to sum."],
          ["axis (None or int, optional)", "paragraph: Along which.", "paragraph: All, where None."],
        ],
      },
      { Returns: [[" (ndarray)", "paragraph: The sum."]] },
      { "See also": [["numpy.mean", "paragraph: The mean of all."]] },
      "heading: Notes",
      "paragraph: Modular.",
    ]);
  });

  it("of Epytext have fields and marks", () => {
    const doc =
      "Gives L{Thing<a.b.Thing>}, C{x} and I{y}.\n\n@param x: B{all} of it\n@return: it\n@rtype: C{int}";
    expect(told(readDocstring(doc))).toEqual([
      "paragraph: Gives <code Thing>, <code x> and <emphasis y>.",
      { Parameters: [["x", "paragraph: <strong all> of it"]] },
      { Returns: [[" (C{int})", "paragraph: it"]] },
    ]);
  });

  it("of Markdown have headings, fences, links and lists", () => {
    const doc =
      "# Title\n\nSee [docs](https://a.example/x) and `code`.\n\n```python\na  = 1\n\nb\n```\n\n- one\n  more\n- two\n\n1. first\n2. second";
    expect(told(readDocstring(doc))).toEqual([
      "heading: Title",
      "paragraph: See <link docs> and <code code>.",
      "code: a  = 1\n\nb",
      { list: [["paragraph: one more"], ["paragraph: two"]] },
      { ordered: [["paragraph: first"], ["paragraph: second"]] },
    ]);
  });
});

describe("hostile docstrings", () => {
  it.each([
    "[x](javascript:alert(1))",
    "`x <javascript:alert(1)>`_",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](https://user:word@evil.example/)",
    "U{x<vbscript:y>}",
    "[x](//evil.example)",
  ])("make no link of %s", (doc) => {
    const [block] = readDocstring(doc);
    expect(block?.kind === "paragraph" && block.content.filter((part) => part.kind === "link")).toEqual([]);
  });

  it.each([
    ["deep lists", Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}- x`).join("\n")],
    ["stars", "*".repeat(50_000)],
    ["backticks", "`a ".repeat(50_000)],
    ["brackets", "[a](".repeat(50_000)],
    ["underlines", "a\n===\n".repeat(20_000)],
    ["brackets of types", `Args:\n    x (${"(".repeat(50_000)}: y`],
    ["roles", ":a:".repeat(50_000)],
    ["spaces", `${" ".repeat(100_000)}x`],
    ["fields", ":param ".repeat(30_000)],
  ])("are read in bounded time: %s", (_, doc) => {
    expect(Array.isArray(readDocstring(doc))).toBe(true);
  });
});

it.each([
  ["Sends a :class:`~a.Request`. And more.", "Sends a Request."],
  ["requests.api\n~~~~~~~~~~~~\n\nThis module does it.", "This module does it."],
  ["Takes one (e.g. this) and that. More", "Takes one (e.g. this) and that."],
  ["", ""],
])("sums %j up", (doc, summary) => {
  expect(plainSummary(doc)).toBe(summary);
});
