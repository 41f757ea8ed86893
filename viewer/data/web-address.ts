/**
 * What a text of a package may be a link to: an address of the web, without a name and a password in it; undefined for anything
 * else.
 */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isWeb ? url.href : undefined;
}
