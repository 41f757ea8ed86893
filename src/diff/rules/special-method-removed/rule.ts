import { resolveName } from "../../../ask/resolve.ts";
import type { ApiObject } from "../../api.ts";
import { isDataClass } from "../../classes/fields.ts";
import type { Releases, Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "takes no part in an operation any more",
  level: "breaking",
  reason: "What calls it raises TypeError or AttributeError, or does what all objects do.",
  on: "gone",
  *find({ releases, object }) {
    const { node, holder, names } = object;
    const name = names[0].split(".").at(-1) ?? "";
    const isMethod = METHODS.includes(node.kind) && !OF_PYTHON_2.has(name);
    const isFollowing = FOLLOWING.has(name) && holder?.node.members?.__lt__ !== undefined;
    // That a data class is not ordered any more is told of the class.
    const isOfFields =
      holder !== undefined && (name === "__lt__" || isFollowing) && isStillDataClass(releases, holder);
    if (
      /^__\w+__$/.test(name) &&
      name !== "__call__" &&
      holder !== undefined &&
      isMethod &&
      !isFollowing &&
      !isOfFields
    ) {
      const operation = OPERATIONS[name];
      yield { ...(operation !== undefined && { old: operation }) };
    }
  },
};

const METHODS: readonly string[] = ["method", "classmethod", "staticmethod", "descriptor"];

/** What no Python calls any more that shards are made on. */
const OF_PYTHON_2 = new Set([
  ...["__cmp__", "__coerce__", "__delslice__", "__div__", "__getslice__", "__hex__", "__idiv__", "__long__"],
  ...["__nonzero__", "__oct__", "__rdiv__", "__setslice__", "__unicode__"],
]);

/** What follows from `__lt__`, as a rule. */
const FOLLOWING = new Set(["__le__", "__gt__", "__ge__"]);

const OPERATIONS: Readonly<Record<string, string>> = {
  ...{
    __iter__: "iteration",
    __next__: "next()",
    __len__: "len()",
    __contains__: "in",
    __reversed__: "reversed()",
  },
  ...{ __getitem__: "[…]", __setitem__: "[…] =", __delitem__: "del […]", __class_getitem__: "Name[…]" },
  ...{ __enter__: "with", __exit__: "with", __aenter__: "async with", __aexit__: "async with" },
  ...{
    __await__: "await",
    __aiter__: "async for",
    __anext__: "anext()",
    __lt__: "<",
    __eq__: "==",
    __bool__: "bool()",
  },
  ...{ __le__: "<=", __gt__: ">", __ge__: ">=", __hash__: "hash()", __int__: "int()", __float__: "float()" },
  ...{
    __index__: "use as an index",
    __bytes__: "bytes()",
    __format__: "format()",
    __fspath__: "use as a path",
  },
  ...{
    __add__: "+",
    __sub__: "-",
    __mul__: "*",
    __truediv__: "/",
    __and__: "&",
    __or__: "|",
    __matmul__: "@",
  },
  ...{ __get__: "use as a descriptor", __set__: "use as a descriptor", __getattr__: "other attributes" },
};

function isStillDataClass({ new: now }: Releases, holder: ApiObject): boolean {
  const found = resolveName(now.shard, holder.names[0]);
  return isDataClass(holder.node) && found.found && found.node !== undefined && isDataClass(found.node);
}
