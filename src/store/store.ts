import { InputError } from "../errors/input-error.ts";

/** What a result is kept in: a folder or, by the same keys, a bucket. Keys are `/`-separated and relative. */
export interface Store {
  /** How a person names this store: a folder's path or a URL. */
  readonly address: string;
  /** The folder of this machine that it is in; undefined for a bucket. */
  readonly folder?: string;
  /** A server of files (`https://…`), which can neither be written nor tell what it has: only what is asked for by its key. */
  readonly isReadOnly?: true;
  /**
   * What is the same for whoever means this place, by whatever path or address: what locks between processes of one
   * machine are called by. Makes the folder where there is none.
   *
   * @throws InputError for a folder that cannot be made
   */
  identity(): Promise<string>;
  /** The bytes of a small object, or undefined when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Some bytes of an object; fewer where it ends before, undefined when there is none. Nothing but their number is
   * checked: whoever asks knows what they should be.
   *
   * @param start of the first byte, from 0
   * @param end behind the last byte
   */
  readRange(key: string, start: number, end: number): Promise<Uint8Array | undefined>;
  /** What is known of an object without reading it; undefined when there is none. */
  stat(key: string): Promise<StoredObject | undefined>;
  /**
   * The objects whose keys begin with `prefix`, sorted by key.
   *
   * @param prefix ends in `/`
   */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * Path of a file of this machine with the object's bytes, which is not to be changed. An object that is named by its
   * content is fetched once and checked against its name.
   */
  localPath(key: string): Promise<string>;
  /**
   * Does something with a file of this machine that holds what the store holds now, unchecked, and is there only as
   * long as that takes.
   *
   * @throws UnreadableObjectError where there is no such object; what `use` throws
   */
  withFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Writes whole or not at all; an object that is there is replaced. */
  write(key: string, body: Uint8Array | string): Promise<void>;
  /** Writes whole or not at all, unless the object is there. Of several at once exactly one is told true. */
  create(key: string, body: Uint8Array | string): Promise<boolean>;
  /** Moves a finished local file in, whole or not at all; an object that is there is replaced by its equal or kept. */
  adopt(key: string, path: string): Promise<void>;
  /**
   * Copies a local file in, whole or not at all. One that is named by its content, and is there with this size, is kept.
   *
   * @returns whether it was written
   */
  send(key: string, path: string): Promise<boolean>;
  /**
   * Changes one small object as if nobody else were there: `change` gets what is stored and returns what shall be. Of
   * writers at once none loses what another one wrote.
   *
   * @param change is called again when another writer came first. Where a connection was cut and another writer came
   *   before it was mended, it may meet its own result: doing it twice must be the same as doing it once.
   */
  update(key: string, change: (stored: Uint8Array | undefined) => string): Promise<void>;
  /** Removes an object; one that is not there is no error. */
  remove(key: string): Promise<void>;
}

/** An object that is missing, damaged or not what its key says: asking again does not help. */
export class UnreadableObjectError extends InputError {
  override name = "UnreadableObjectError";
}

/** An object of a newer importgraph: not damaged, so nothing takes its place. */
export class NewerFormatError extends UnreadableObjectError {
  override name = "NewerFormatError";
}

/** An object as a list shows it. */
export interface StoredObject {
  key: string;
  sizeBytes: number;
  modified: Date;
}

/** A release as a folder name: `1.0+cpu` and `1!2.0` hold characters that URLs and some file systems change. */
export function encodeVersion(version: string): string {
  return encodeURIComponent(version).replace(/[!'()*~]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
