/** The addresses of the page: what stands behind `#`, so that any server of files serves all of them with one file. */

/** The views of a package. */
export const PACKAGE_VIEWS = [
  "overview",
  "modules",
  "requirements",
  "dependents",
  "problems",
  "image",
  "history",
  "imports",
  "loading",
  "around",
] as const;

export type PackageView = (typeof PACKAGE_VIEWS)[number];

/** What a view shows of itself: names and values, as they stand behind `?`. */
export type Options = Readonly<Record<string, string>>;

export type Route =
  | { page: "home"; options: Options }
  | { page: "search"; options: Options }
  | { page: "package"; distribution: string; version?: string; view: PackageView; options: Options }
  | { page: "object"; distribution: string; version?: string; name: string; options: Options }
  | { page: "compare"; distribution: string; old?: string; now?: string; options: Options }
  | { page: "runs"; run?: string; options: Options }
  | { page: "unknown"; address: string; options: Options };

/** Reads what stands behind `#`, with or without it; nothing that a person may type makes it throw. */
export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#/, "");
  const [path = "", query = ""] = splitOnce(text, "?");
  const options = Object.fromEntries(new URLSearchParams(query));
  const parts = path.split("/").slice(1).map(decoded);
  const [page = "", first, ...rest] = parts.filter((part, index) => part !== "" || index < parts.length - 1);
  const unknown = { page: "unknown", address: text, options } as const;
  if (page === "") {
    return text === "" || text.startsWith("/") ? { page: "home", options } : unknown;
  }
  return pageOf(page, first, rest, options) ?? unknown;
}

function pageOf(
  page: string,
  first: string | undefined,
  rest: readonly string[],
  options: Options,
): Route | undefined {
  switch (page) {
    case "search":
      return first === undefined ? { page, options } : undefined;
    case "runs":
      return { page, ...(first !== undefined && { run: first }), options };
    case "package":
      return first === undefined ? undefined : packageRoute(first, rest, options);
    case "object":
      return first === undefined || rest[0] === undefined
        ? undefined
        : { page, ...release(first), name: rest.join("/"), options };
    case "compare":
      return first === undefined
        ? undefined
        : {
            ...{ page, distribution: first, options },
            ...(rest[0] !== undefined && { old: rest[0] }),
            ...(rest[1] !== undefined && { now: rest[1] }),
          };
    default:
      return undefined;
  }
}

function packageRoute(first: string, rest: readonly string[], options: Options): Route | undefined {
  const view = PACKAGE_VIEWS.find((one) => one === (rest[0] ?? "overview"));
  return view && { page: "package", ...release(first), view, options };
}

/** `requests@2.32.3`: what follows the last `@` is the version. */
function release(text: string): { distribution: string; version?: string } {
  const at = text.lastIndexOf("@");
  return at > 0 ? { distribution: text.slice(0, at), version: text.slice(at + 1) } : { distribution: text };
}

/** The address of a route, with its `#`. */
export function hrefOf(route: Route): string {
  const query = new URLSearchParams(
    Object.entries(route.options).filter(([, value]) => value !== ""),
  ).toString();
  return `#/${pathOf(route).map(encoded).join("/")}${query === "" ? "" : `?${query}`}`;
}

function pathOf(route: Route): string[] {
  switch (route.page) {
    case "home":
      return [];
    case "search":
      return ["search"];
    case "package":
      return ["package", releaseText(route), ...(route.view === "overview" ? [] : [route.view])];
    case "object":
      return ["object", releaseText(route), route.name];
    case "compare":
      return ["compare", route.distribution, ...[route.old, route.now].filter((one) => one !== undefined)];
    case "runs":
      return ["runs", ...(route.run === undefined ? [] : [route.run])];
    case "unknown":
      return route.address.split("/").slice(1);
  }
}

function releaseText({ distribution, version }: { distribution: string; version?: string }): string {
  return version === undefined ? distribution : `${distribution}@${version}`;
}

/** The address of a package's view. */
export function packageHref(
  distribution: string,
  version?: string,
  view: PackageView = "overview",
  options: Options = {},
): string {
  return hrefOf({
    ...{ page: "package", distribution, view, options },
    ...(version !== undefined && { version }),
  });
}

/** The address of an object, by its id or any dotted name that leads to it. */
export function objectHref(distribution: string, version: string | undefined, name: string): string {
  return hrefOf({
    ...{ page: "object", distribution, name, options: {} },
    ...(version !== undefined && { version }),
  });
}

/** What people read well in an address stays as it is: version numbers and dotted names have `:`, `@` and `+`. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(/%3A|%40|%2B/g, decodeURIComponent);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}
