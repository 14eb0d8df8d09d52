/** Names of TLS and DTLS versions. */

/** `1.2`, `1.3`, `ssl3`, `dtls1.2`; drafts of 1.3 are `1.3-draft23`; anything else is its hexadecimal code. */
export function tlsVersionName(code: number): string {
  switch (code) {
    case 0x0002:
      return "ssl2";
    case 0x0300:
      return "ssl3";
    case 0x0301:
      return "1.0";
    case 0x0302:
      return "1.1";
    case 0x0303:
      return "1.2";
    case 0x0304:
      return "1.3";
    case 0xfeff:
      return "dtls1.0";
    case 0xfefd:
      return "dtls1.2";
    case 0xfefc:
      return "dtls1.3";
  }
  if (code >> 8 === 0x7f) return `1.3-draft${code & 0xff}`;
  return `0x${code.toString(16).padStart(4, "0")}`;
}

/** True for TLS 1.3, its drafts and DTLS 1.3: what follows the ServerHello is encrypted. */
export function isTls13(code: number): boolean {
  return code === 0x0304 || code >> 8 === 0x7f || code === 0xfefc || code >> 8 === 0xfb;
}
