import { normalizeName } from "../../releases/project-name.ts";
import { type Declared, type ImportedFrom, isDoubtful, type RequirementsView } from "./requirements.ts";

/** How Python says that a module is not there; what is wanted is the distribution that has its first name. */
const NO_MODULE = /No module named '(?<top>[^'.]+)/;

/**
 * Behind the failure of an import: whether the distribution declares what is not there, and which one gives it, as far as that
 * is known. Undefined for other failures, and for modules of the distribution itself.
 *
 * @param importNames those of the distribution
 */
export function explainMissingModule(
  view: RequirementsView,
  importNames: readonly string[],
  message: string,
): string | undefined {
  const top = NO_MODULE.exec(message)?.groups?.top;
  if (top === undefined || importNames.some((name) => name.split(".", 1)[0] === top)) {
    return undefined;
  }
  const isOfTop = ({ importNames: names }: ImportedFrom) => names.includes(top);
  const declared =
    view.used.find(({ imported }) => isOfTop(imported)) ??
    [...view.unused, ...view.notInstalled].find(({ name }) => name === normalizeName(top));
  if (declared !== undefined) {
    return declaredText(declared);
  }
  const known = [...view.undeclared, ...view.missing].find(isOfTop);
  const giver = known?.distribution ?? known?.givenBy;
  if (giver !== undefined) {
    return `not declared; ${giver} gives it`;
  }
  return view.mayGive.length > 0 ? "its distribution is not known here, and may be declared" : "not declared";
}

/** `declared: gunicorn >=20 for extra server` */
function declaredText({ name, requirements: [first] }: Declared): string {
  return `declared: ${[name, ...(first === undefined ? [] : [requirementText(first)])].join(" ")}`;
}

/** What a requirement asks for, without its name. */
export function requirementText({
  extras,
  specifier,
  extra,
  marker,
}: Declared["requirements"][number]): string {
  return [
    ...(extras === undefined ? [] : [`[${extras.join(",")}]`]),
    specifier ?? "any version",
    ...(extra === undefined ? [] : [`for extra ${extra}`]),
    ...(marker === undefined ? [] : [`if ${marker}`]),
  ].join(" ");
}

/** Imports that are certainly not declared and are needed whenever their module is loaded or a function called: what a person should see. */
export function undeclaredNeeds(view: RequirementsView): ImportedFrom[] {
  const all = [...view.undeclared, ...view.missing].filter((one) => !isDoubtful(one, view));
  return all.filter(({ need }) => need === "always" || need === "lazy");
}
