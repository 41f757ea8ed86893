/** Where the project of a release is on the web, by its metadata. */

import type { ShardHeader } from "../../src/shard/records.ts";
import { webAddress } from "./web-address.ts";

export interface WebLink {
  label: string;
  /** {@link webAddress} */
  href: string;
}

/** All links that can be followed. */
export function projectLinks({ distribution: { urls = [] } }: ShardHeader): WebLink[] {
  return urls.flatMap(({ label, url }) => {
    const href = webAddress(url);
    return href === undefined ? [] : [{ label, href }];
  });
}

/** Where its sources are kept: what is called so, else a repository at one of the usual forges. */
export function sourceLink(header: ShardHeader): WebLink | undefined {
  const links = projectLinks(header);
  return (
    links.find(({ label }) => SOURCE_LABEL.test(label.trim())) ??
    links.find(({ href }) => REPOSITORY.test(href))
  );
}

/** The labels that are known for it, and what people write besides. https://packaging.python.org/en/latest/specifications/well-known-project-urls/ */
const SOURCE_LABEL = /^(source([ -]?code)?|sources|repository|repo|code|github|gitlab|git)( repository)?$/i;

/** An owner and a project, and nothing behind them. */
const REPOSITORY =
  /^https?:\/\/(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)\/[^/?#]+\/[^/?#]+\/?$/i;
