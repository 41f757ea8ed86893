/** What a result is kept in: a folder or, by the same keys, a bucket. Keys are `/`-separated and relative. */
export interface Store {
  /** How a person names this store: a folder's path or a URL. */
  readonly address: string;
  /** The folder of this machine that it is in; undefined for a bucket. */
  readonly folder?: string;
  /** The object's bytes, or undefined when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** Path of a file of this machine with the object's bytes, which is not to be changed. */
  localPath(key: string): Promise<string>;
  /** Writes whole or not at all; an object that is there is replaced. */
  write(key: string, body: Uint8Array | string): Promise<void>;
  /** Moves a finished local file in, whole or not at all; an object that is there is replaced. */
  adopt(key: string, path: string): Promise<void>;
  /**
   * Changes one small object as if nobody else were there: `change` gets what is stored and returns what shall be.
   * Two writers at once are put in turn.
   */
  update(key: string, change: (stored: Uint8Array | undefined) => string): Promise<void>;
}

/** A release as a folder name: `1.0+cpu` and `1!2.0` hold characters that URLs and some file systems change. */
export function encodeVersion(version: string): string {
  return encodeURIComponent(version).replace(/[!'()*~]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
