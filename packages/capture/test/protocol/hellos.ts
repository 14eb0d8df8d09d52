/** TLS messages made by hand. */
import { bytes, n16, n24, type Part, sized8, sized16 } from "./bytes.ts";

/** What a made ClientHello offers. */
export interface HelloParts {
  readonly name?: string;
  readonly alpn?: readonly string[];
  readonly ciphers?: readonly number[];
  /** Extensions without content, by type, besides those that the other parts ask for. */
  readonly empty?: readonly number[];
  readonly versions?: readonly number[];
  readonly algorithms?: readonly number[];
  readonly ech?: boolean;
  readonly legacyVersion?: number;
  /** Bytes of a padding extension. */
  readonly padding?: number;
}

/** One extension. */
export function extension(type: number, ...content: readonly Part[]): Uint8Array {
  return bytes(n16(type), sized16(...content));
}

/** A ClientHello's body. DTLS has a cookie behind the session id. */
export function clientHelloBody(parts: HelloParts, kind: "tls" | "dtls" = "tls"): Uint8Array {
  const extensions: Uint8Array[] = [];
  if (parts.name !== undefined) extensions.push(extension(0, sized16(0, sized16(parts.name))));
  for (const type of parts.empty ?? []) extensions.push(extension(type));
  if (parts.ech) extensions.push(extension(0xfe0d, 0, 0, 1, 0, 1, 7, sized16("key"), sized16("payload")));
  if (parts.alpn !== undefined) extensions.push(extension(16, sized16(...parts.alpn.map((name) => sized8(name)))));
  if (parts.versions !== undefined) extensions.push(extension(43, sized8(...parts.versions.map(n16))));
  if (parts.algorithms !== undefined) extensions.push(extension(13, sized16(...parts.algorithms.map(n16))));
  if (parts.padding !== undefined) extensions.push(extension(21, new Uint8Array(parts.padding)));
  return bytes(
    n16(parts.legacyVersion ?? (kind === "tls" ? 0x0303 : 0xfefd)),
    new Uint8Array(32).fill(7),
    sized8("session"),
    kind === "dtls" ? sized8("cookie") : [],
    sized16(...(parts.ciphers ?? [0x1301]).map(n16)),
    sized8(0),
    sized16(...extensions),
  );
}

/** A handshake message. */
export function handshake(type: number, body: Uint8Array): Uint8Array {
  return bytes(type, n24(body.length), body);
}

/** A ClientHello message. */
export function clientHello(parts: HelloParts): Uint8Array {
  return handshake(1, clientHelloBody(parts));
}

/** A ServerHello message: TLS 1.3 says its version in an extension. */
export function serverHello(version: number, alpn?: string): Uint8Array {
  const extensions = bytes(
    version === 0x0304 ? extension(43, n16(version)) : [],
    alpn === undefined ? [] : extension(16, sized16(sized8(alpn))),
  );
  return handshake(
    2,
    bytes(n16(Math.min(version, 0x0303)), new Uint8Array(32).fill(9), sized8("session"), n16(0x1301), 0, sized16(extensions)),
  );
}

/** TLS records of at most `size` bytes each. */
export function records(content: Uint8Array, size = 16_384, type = 22): Uint8Array {
  const found: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) found.push(bytes(type, 3, 1, sized16(content.subarray(at, at + size))));
  return bytes(...found);
}

/** A DER element. */
export function der(tag: number, ...content: readonly Part[]): Uint8Array {
  const body = bytes(...content);
  return bytes(tag, body.length < 0x80 ? body.length : [0x82, ...n16(body.length)], body);
}

/** A certificate as far as names go: issuer, subject and subjectAltName. */
export function certificate(commonName: string | undefined, altNames: readonly string[] = []): Uint8Array {
  const name = (text: string): Uint8Array => der(0x30, der(0x31, der(0x30, der(0x06, 0x55, 0x04, 0x03), der(0x0c, text))));
  const alt = der(0x30, der(0x06, 0x55, 0x1d, 0x11), der(0x04, der(0x30, ...altNames.map((text) => der(0x82, text)))));
  const algorithm = der(0x30, der(0x06, 0x2a, 3, 4));
  const body = der(
    0x30,
    der(0xa0, der(0x02, 2)),
    der(0x02, 1, 2, 3),
    algorithm,
    name("issuer.example"),
    der(0x30, der(0x17, "260101000000Z"), der(0x17, "270101000000Z")),
    commonName === undefined ? der(0x30) : name(commonName),
    der(0x30, algorithm, der(0x03, 0, "key")),
    altNames.length === 0 ? [] : der(0xa3, der(0x30, alt)),
  );
  return der(0x30, body, algorithm, der(0x03, 0, "signature"));
}

/** A TLS 1.2 Certificate message of one certificate and some filling behind it. */
export function certificateMessage(leaf: Uint8Array): Uint8Array {
  const list = bytes(n24(leaf.length), leaf, n24(100), new Uint8Array(100));
  return handshake(11, bytes(n24(list.length), list));
}
