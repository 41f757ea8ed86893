import { InputError } from "../errors/input-error.ts";
import type { ObjectReader } from "./object-reader.ts";

export interface HttpReaderOptions {
  signal?: AbortSignal;
  /** Who sends nothing for so long is asked again. Default 60. */
  silenceSeconds?: number;
  /** Told once where the server sends whole files though parts are asked for. */
  say?: (line: string) => void;
}

/** What was asked of a server. */
export interface Traffic {
  requests: number;
  /** Of bodies. */
  bytes: number;
}

/** How often a question is asked where the connection is cut, or the server is overloaded. */
const ATTEMPTS = 4;

const FIRST_WAIT_MILLISECONDS = 200;
const SILENCE_SECONDS = 60;

/** A file of more than that is not fetched whole for a part of it. */
const MOST_WHOLE_BYTES = 256 * 1024 * 1024;

/**
 * Files that a server of files sends (`https://…`), by ranges where it knows these (RFC 9110, section 14), else whole. Needs
 * nothing but `fetch`: it runs in a browser, too.
 */
export class HttpReader implements ObjectReader {
  readonly address: string;
  readonly traffic: Traffic = { requests: 0, bytes: 0 };
  readonly #options: HttpReaderOptions;
  /** Of a server that knows no ranges: what it sent. */
  readonly #whole = new Map<string, Promise<Uint8Array | undefined>>();
  #knowsRanges = true;

  /** @param address without a `/` at its end, query or fragment */
  constructor(address: string, options: HttpReaderOptions = {}) {
    this.address = address;
    this.#options = options;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return (await this.#ask(key, undefined))?.bytes;
  }

  async readRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const whole = this.#whole.get(key);
    if (whole !== undefined || !this.#knowsRanges) {
      return (await (whole ?? this.#fetchWhole(key)))?.slice(start, end);
    }
    const answer = await this.#ask(key, { start, end });
    if (answer === undefined || answer.isPart) {
      return answer?.bytes;
    }
    this.#whole.set(key, Promise.resolve(answer.bytes));
    if (this.#knowsRanges) {
      this.#knowsRanges = false;
      this.#options.say?.(`${this.address} sends whole files where a part is asked for: this costs time`);
    }
    return answer.bytes.slice(start, end);
  }

  #fetchWhole(key: string): Promise<Uint8Array | undefined> {
    const fetching = this.read(key);
    this.#whole.set(key, fetching);
    fetching.catch(() => this.#whole.delete(key));
    return fetching;
  }

  async #ask(key: string, range: Range | undefined): Promise<Answer | undefined> {
    for (let failures = 1; ; failures++) {
      this.#options.signal?.throwIfAborted();
      const outcome = await this.#askOnce(key, range);
      if ("answer" in outcome) {
        return outcome.answer;
      }
      if (!outcome.isPassing || failures >= ATTEMPTS) {
        throw this.#failure(key, outcome.reason);
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MILLISECONDS * 2 ** (failures - 1)));
    }
  }

  async #askOnce(key: string, range: Range | undefined): Promise<Outcome> {
    this.traffic.requests += 1;
    const silence = new Silence(this.#options.silenceSeconds ?? SILENCE_SECONDS);
    const { signal } = this.#options;
    try {
      const response = await fetch(this.#url(key), {
        ...(range && { headers: { range: `bytes=${range.start}-${range.end - 1}` } }),
        signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]),
      });
      silence.end();
      return await this.#heard(response, range, silence);
    } catch (error) {
      signal?.throwIfAborted();
      const { cause } = error as { cause?: unknown };
      return { isPassing: true, reason: [error, cause].filter(Boolean).map(String).join(": ") };
    } finally {
      silence.stop();
    }
  }

  async #heard(response: Response, range: Range | undefined, silence: Silence): Promise<Outcome> {
    const { status, headers } = response;
    // Buckets that don't list what they have say 403 of what is not there.
    if ([403, 404, 410, 416].includes(status)) {
      await response.body?.cancel();
      return { answer: status === 416 ? { bytes: new Uint8Array(), isPart: true } : undefined };
    }
    if (status !== 200 && status !== 206) {
      await response.body?.cancel();
      return { isPassing: status === 429 || status >= 500, reason: `it answered ${status}` };
    }
    const length = Number(headers.get("content-length") ?? 0);
    if (range !== undefined && status === 200 && length > MOST_WHOLE_BYTES) {
      await response.body?.cancel();
      return {
        isPassing: false,
        reason: `it sends ${length} bytes where ${range.end - range.start} are asked for`,
      };
    }
    const bytes = await bodyOf(response, silence);
    this.traffic.bytes += bytes.length;
    const isPart = status === 206;
    if (isPart && range !== undefined && !isOfRange(headers.get("content-range"), range, bytes.length)) {
      return { isPassing: true, reason: "it sent another part than was asked for, or not all of it" };
    }
    return { answer: { bytes, isPart } };
  }

  #url(key: string): string {
    return `${this.address}/${key.split("/").map(encodeURIComponent).join("/")}`;
  }

  #failure(key: string, reason: string): InputError {
    return new InputError({
      place: { file: `${this.address}/${key}` },
      message: `cannot be fetched: ${reason}`,
      fix: "check the address and the network, and ask again",
    });
  }
}

interface Range {
  start: number;
  end: number;
}

interface Answer {
  bytes: Uint8Array;
  /** Only what was asked for. */
  isPart: boolean;
}

type Outcome = { answer: Answer | undefined } | { isPassing: boolean; reason: string };

/** Aborts what nothing comes of for some seconds: a slow line is no reason to give up. */
class Silence {
  readonly #controller = new AbortController();
  readonly #seconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.end();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came: the next silence begins. */
  end(): void {
    this.stop();
    const reason = new Error(`nothing came for ${this.#seconds} s`);
    this.#timer = setTimeout(() => this.#controller.abort(reason), this.#seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

async function bodyOf({ body }: Response, silence: Silence): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    silence.end();
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Whether a body is the part that was asked for, or as much of it as there is. */
function isOfRange(header: string | null, { start, end }: Range, length: number): boolean {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header ?? "") ?? [];
  if (first === undefined) {
    return length === end - start;
  }
  const expected = size === "*" || size === undefined ? end : Math.min(end, Number(size));
  return Number(first) === start && Number(last) === expected - 1 && length === expected - start;
}
