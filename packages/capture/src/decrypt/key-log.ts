/**
 * TLS key logs (the NSS format: draft-ietf-tls-keylogfile): one secret a line, found by the client's random. The secrets open traffic, so
 * they are never printed, and they live as long as this object.
 */

/** Labels whose secrets are of use here. `CLIENT_RANDOM` is the master secret of TLS 1.2 and older. */
export type KeyLabel =
  | "CLIENT_RANDOM"
  | "CLIENT_EARLY_TRAFFIC_SECRET"
  | "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
  | "SERVER_HANDSHAKE_TRAFFIC_SECRET"
  | "CLIENT_TRAFFIC_SECRET_0"
  | "SERVER_TRAFFIC_SECRET_0";

/** Length of a label's secret in bytes: one hash, or the master secret. */
const secretLengths: Readonly<Record<KeyLabel, readonly number[]>> = {
  CLIENT_RANDOM: [48],
  CLIENT_EARLY_TRAFFIC_SECRET: [32, 48],
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: [32, 48],
  SERVER_HANDSHAKE_TRAFFIC_SECRET: [32, 48],
  CLIENT_TRAFFIC_SECRET_0: [32, 48],
  SERVER_TRAFFIC_SECRET_0: [32, 48],
};
/** QUIC's names of before RFC 9001, as drafts' tools wrote them. */
const OLD_QUIC_PREFIX = "QUIC_";

/** Most connections whose secrets are kept. */
const MAX_KEYED_CONNECTIONS = 500_000;
/** Longest line; what is longer is no key. */
const MAX_KEY_LINE_BYTES = 1_024;
/** Most bytes of key log text over all files. */
const MAX_KEY_LOG_TEXT_BYTES = 256 * 1024 * 1024;

/** What was met in key logs. */
export interface KeyLogCounts {
  /** Different secrets. */
  readonly secrets: number;
  /** Lines whose secret was known already: the same key log twice, or another secret for the same connection. */
  readonly repeatedLines: number;
  /** Lines that are neither a secret, nor a comment, nor a label that needs no reading. */
  readonly badLines: number;
  /** Lines whose label is known and of no use here (RSA, exporter secrets), or not known. */
  readonly otherLines: number;
  /** Secrets left out because a limit was reached. */
  readonly leftOut: number;
}

type Secrets = Partial<Record<KeyLabel, Uint8Array>>;

/** Secrets by client random, from any number of key logs. The first secret for a label stays. */
export class KeyLog {
  readonly #secrets = new Map<string, Secrets>();
  #textBytes = 0;
  #found = 0;
  #repeatedLines = 0;
  #badLines = 0;
  #otherLines = 0;
  #leftOut = 0;

  /** Reads key log text: whole lines, ended by line feed, with or without carriage return. */
  add(text: string): void {
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      this.#textBytes += end - at + 1;
      if (this.#textBytes > MAX_KEY_LOG_TEXT_BYTES) {
        this.#leftOut++;
        return;
      }
      if (end - at <= MAX_KEY_LINE_BYTES) this.#line(text.slice(at, end));
      else this.#badLines++;
      at = end + 1;
    }
  }

  /** Counts of all lines so far. */
  get counts(): KeyLogCounts {
    return {
      secrets: this.#found,
      repeatedLines: this.#repeatedLines,
      badLines: this.#badLines,
      otherLines: this.#otherLines,
      leftOut: this.#leftOut,
    };
  }

  /** Connections that have at least one secret. */
  get size(): number {
    return this.#secrets.size;
  }

  /** True when anything is known for the client's random. */
  has(clientRandom: Uint8Array): boolean {
    return this.#secrets.has(hexOf(clientRandom));
  }

  /** The secret of a label for the client's random (32 bytes). */
  secret(label: KeyLabel, clientRandom: Uint8Array): Uint8Array | undefined {
    return this.#secrets.get(hexOf(clientRandom))?.[label];
  }

  #line(line: string): void {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return;
    const [word] = text.split(" ", 1) as [string];
    const label = word.startsWith(OLD_QUIC_PREFIX) ? word.slice(OLD_QUIC_PREFIX.length) : word;
    if (!isKeyLabel(label)) {
      if (/^[A-Z][A-Z0-9_]*$/.test(label)) this.#otherLines++;
      else this.#badLines++;
      return;
    }
    const [, random, secret] = /^ ([0-9a-f]{64}) ((?:[0-9a-f]{2})+)(?![0-9a-z])/i.exec(text.slice(word.length)) ?? [];
    if (random === undefined || secret === undefined || !secretLengths[label].includes(secret.length / 2)) {
      this.#badLines++;
      return;
    }
    const key = random.toLowerCase();
    let secrets = this.#secrets.get(key);
    if (secrets === undefined) {
      if (this.#secrets.size >= MAX_KEYED_CONNECTIONS) {
        this.#leftOut++;
        return;
      }
      secrets = {};
      this.#secrets.set(key, secrets);
    }
    if (secrets[label] === undefined) {
      secrets[label] = bytesOf(secret);
      this.#found++;
    } else this.#repeatedLines++;
  }
}

function isKeyLabel(label: string): label is KeyLabel {
  return Object.hasOwn(secretLengths, label);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
