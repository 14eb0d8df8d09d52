/** Beginnings of conversations, byte for byte as programs send them: hellos, DNS messages, HTTP requests. */
import { bytes, n16, n24, sized8, sized16 } from "../../packages/capture/test/protocol/bytes.ts";
import { certificate, extension, handshake, records, serverHello } from "../../packages/capture/test/protocol/hellos.ts";

const GREASE = 0x8a8a;
const CIPHERS = [
  ...[GREASE, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8],
  ...[0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035],
];
const ALGORITHMS = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

/** Idle time-out, largest datagram, and flow control, as a browser sends them. */
const QUIC_PARAMETERS = bytes(
  ...[
    [1, 4, 0x80, 0, 0x75, 0x30],
    [3, 2, 0x45, 0xc0],
    [4, 4, 0x80, 0xf0, 0, 0],
    [5, 4, 0x80, 0x60, 0, 0],
    [6, 4, 0x80, 0x60, 0, 0],
  ],
  ...[
    [7, 4, 0x80, 0x60, 0, 0],
    [8, 2, 0x40, 0x64],
    [9, 2, 0x40, 0x67],
    [15, 0],
  ],
);

/** Which hello: TLS 1.2 alone, TLS 1.3, with a post-quantum key share (about 1.8 kB), and inside QUIC. */
export type HelloKind = "tls12" | "tls13" | "tls13long" | "quic" | "quicLong";

/** A ClientHello message as a browser makes it, with `random` (at least 1,300 bytes) in its keys. */
export function browserHello(kind: HelloKind, name: string, random: Uint8Array): Uint8Array {
  const isQuic = kind === "quic" || kind === "quicLong";
  const isLong = kind === "tls13long" || kind === "quicLong";
  const keys = bytes(
    n16(GREASE),
    sized16(0),
    isLong ? bytes(n16(0x11ec), sized16(random.subarray(0, 1216))) : [],
    n16(0x001d),
    sized16(random.subarray(0, 32)),
  );
  const modern = [
    extension(43, sized8(n16(GREASE), n16(0x0304), isQuic ? [] : n16(0x0303))),
    extension(51, sized16(keys)),
    extension(45, sized8(1)),
    extension(0x4469, sized16(sized8(isQuic ? "h3" : "h2"))),
  ];
  const extensions = [
    extension(GREASE),
    extension(0, sized16(0, sized16(name))),
    extension(23),
    extension(0xff01, 0),
    extension(10, sized16(n16(GREASE), isLong ? n16(0x11ec) : [], n16(0x001d), n16(0x0017), n16(0x0018))),
    extension(11, sized8(0)),
    extension(35),
    extension(16, sized16(...(isQuic ? ["h3"] : ["h2", "http/1.1"]).map((text) => sized8(text)))),
    extension(5, 1, n16(0), n16(0)),
    extension(13, sized16(...ALGORITHMS.map(n16))),
    extension(18),
    ...(kind === "tls12" ? [] : modern),
    ...(isQuic ? [extension(57, QUIC_PARAMETERS)] : []),
  ];
  const body = bytes(
    n16(0x0303),
    random.subarray(40, 72),
    sized8(isQuic ? "" : random.subarray(72, 104)),
    sized16(...(isQuic ? [0x1301, 0x1302, 0x1303] : CIPHERS).map(n16)),
    sized8(0),
    sized16(...extensions),
  );
  return handshake(1, body);
}

/** What a TLS server says first: TLS 1.3 hides everything behind its hello, TLS 1.2 shows its certificate. */
export function serverFlight(kind: HelloKind, name: string, random: Uint8Array): Uint8Array {
  if (kind === "tls12") {
    const leaf = certificate(name, [name, `www.${name}`]);
    const issuer = certificate("issuer.example");
    const chain = bytes(n24(leaf.length), leaf, n24(issuer.length), issuer);
    const key = bytes(3, n16(0x001d), sized8(random.subarray(0, 32)), n16(0x0804), sized16(random.subarray(32, 288)));
    const parts = [serverHello(0x0303, "h2"), handshake(11, bytes(n24(chain.length), chain)), handshake(12, key), handshake(14, bytes())];
    return records(bytes(...parts));
  }
  return bytes(
    records(serverHello(0x0304)),
    [20, 3, 3, 0, 1, 1],
    [23, 3, 3],
    sized16(random.subarray(0, 1_300)),
    [23, 3, 3],
    sized16(random.subarray(0, 900)),
  );
}

/** A DNS question. */
export function dnsQuestion(id: number, name: string, type: number): Uint8Array {
  return bytes(n16(id), n16(0x0100), n16(1), n16(0), n16(0), n16(0), dnsName(name), n16(type), n16(1));
}

/** Its answer: a CNAME, then addresses of 4 or 16 bytes. */
export function dnsAnswer(id: number, name: string, type: number, addresses: readonly Uint8Array[]): Uint8Array {
  const alias = dnsName(`edge.${name}`);
  const aliasAt = 12 + dnsName(name).length + 4 + 12;
  return bytes(
    ...[n16(id), n16(0x8180), n16(1), n16(1 + addresses.length), n16(0), n16(0), dnsName(name), n16(type), n16(1)],
    ...[n16(0xc00c), n16(5), n16(1), n16(0), n16(120), sized16(alias)],
    ...addresses.flatMap((address) => [n16(0xc000 | aliasAt), n16(type), n16(1), n16(0), n16(60), sized16(address)]),
  );
}

function dnsName(name: string): Uint8Array {
  return bytes(...name.split(".").map((label) => sized8(label)), 0);
}
