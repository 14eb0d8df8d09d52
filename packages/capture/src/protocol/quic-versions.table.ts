/**
 * QUIC versions whose Initial packets can be opened: salt, labels and type bits. Sources: RFC 9001, RFC 9369, draft-ietf-quic-tls 22 to 34;
 * the Google and Facebook versions as in the public sources of nDPI and Wireshark.
 */

/** How Initial packets of a version are protected. */
export interface QuicProtection {
  /** Salt of the initial secret, hexadecimal. */
  readonly salt: string;
  readonly label: "quic" | "quicv2";
  /** Packet type bits of Initial, and of Retry. */
  readonly initialType: number;
  readonly retryType: number;
  /** What the handshake speaks: TLS, or Google's own hello. */
  readonly handshake: "tls" | "google";
  /** Frame type that carries the handshake. */
  readonly cryptoFrame: 6 | 8;
}

const DRAFT_22 = "7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a";
const DRAFT_23 = "c3eef712c72ebb5a11a7d2432bb46365bef9f502";
const DRAFT_29 = "afbfec289993d24c9e9786f19c6111e04390a899";
const VERSION_1 = "38762cf7f55934b34d179ae6a4c80cadccbb7f0a";
const VERSION_2 = "0dede3def700a6db819381be6e269dcbf9bd2ed9";
const Q050 = "504574efd066fe2f9d945cfcdbd3a7f0d3b56b45";
const T050 = "7ff579e5acd072915580304c43a2367c60488310";
const T051 = "7a4edef4e7ccee5fa4506c19124fc8ccda6e033d";

/** The protections to try for a version, likeliest first; empty when its packets cannot be opened. */
export function quicProtections(version: number): readonly QuicProtection[] {
  // A version reserved to force negotiation (RFC 9000 section 15) is protected like the client's real one.
  if (isReserved(version)) return [DRAFT_29, VERSION_1, DRAFT_23].map((salt) => tlsProtection(salt));
  const one = quicProtection(version);
  return one === undefined ? [] : [one];
}

function quicProtection(version: number): QuicProtection | undefined {
  if (version === 0x6b3343cf) return { salt: VERSION_2, label: "quicv2", initialType: 1, retryType: 0, handshake: "tls", cryptoFrame: 6 };
  const salt = saltOf(version);
  if (salt === undefined) return undefined;
  if (version >>> 8 === 0xff0000 || version === 1) return tlsProtection(salt);
  const isGoogle = version >>> 24 === 0x51 || version >>> 24 === 0x54;
  const handshake = version === 0x51303530 ? "google" : "tls";
  return { salt, label: "quic", initialType: 0, retryType: 3, handshake, cryptoFrame: isGoogle ? 8 : 6 };
}

function tlsProtection(salt: string): QuicProtection {
  return { salt, label: "quic", initialType: 0, retryType: 3, handshake: "tls", cryptoFrame: 6 };
}

function isReserved(version: number): boolean {
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a;
}

function saltOf(version: number): string | undefined {
  if (version === 1) return VERSION_1;
  if (version >>> 8 === 0xff0000) {
    const draft = version & 0xff;
    if (draft >= 33 && draft <= 34) return VERSION_1;
    if (draft >= 29) return draft <= 32 ? DRAFT_29 : undefined;
    if (draft >= 23) return DRAFT_23;
    if (draft >= 21) return DRAFT_22;
    return undefined;
  }
  switch (version) {
    case 0xfaceb001:
      return DRAFT_22;
    case 0xfaceb002:
    case 0xfaceb00e:
      return DRAFT_23;
    case 0x51303530:
      return Q050;
    case 0x54303530:
      return T050;
    case 0x54303531:
      return T051;
  }
  return undefined;
}

/** `quic-v1`, `quic-v2`, `quic-draft29`, `quic-Q046`, `quic-mvfst27`; other codes in hexadecimal. `undefined` when it is no known version. */
export function quicVersionName(version: number): string | undefined {
  if (version === 1) return "quic-v1";
  if (version === 0x6b3343cf) return "quic-v2";
  if (version >>> 8 === 0xff0000 && (version & 0xff) > 0 && (version & 0xff) <= 34) return `quic-draft${version & 0xff}`;
  if (version >>> 8 === 0xfaceb0) return `quic-mvfst-${(version & 0xff).toString(16).padStart(2, "0")}`;
  const letter = version >>> 24;
  const digits = [(version >>> 16) & 0xff, (version >>> 8) & 0xff, version & 0xff];
  if ((letter === 0x51 || letter === 0x54) && digits.every((digit) => digit >= 0x30 && digit <= 0x39)) {
    return `quic-${String.fromCharCode(letter, ...digits)}`;
  }
  if (isReserved(version)) return `quic-0x${version.toString(16).padStart(8, "0")}`;
  return undefined;
}
