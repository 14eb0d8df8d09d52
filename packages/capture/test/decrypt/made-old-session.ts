/**
 * Sessions of SSL 3 and TLS 1.0 with relics of suites, which current stacks refuse to make: hellos, ChangeCipherSpec, Finished of any
 * contents, and records, sealed by the rules of RFC 6101 and RFC 2246 with Node's primitives.
 */
import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { Rc4 } from "../../src/decrypt/rc4.ts";
import type { Said } from "../protocol/watched-flow.ts";

/** A suite of these sessions. */
export interface OldSuite {
  readonly code: number;
  readonly cipher: "des-ede3-cbc" | "aes-128-cbc" | "des" | "rc4" | "null";
  readonly mac: "md5" | "sha1";
  readonly keyBytes: number;
  /** Bytes of an export suite's keys in the key block. */
  readonly exported?: number;
}

/** What both sides say after the handshake, one after the other, the client first. */
export function madeOldSession(
  version: 0x0300 | 0x0301,
  suite: OldSuite,
  speech: readonly string[],
): { readonly said: readonly Said[]; readonly keyLog: string } {
  const [clientRandom, serverRandom, master] = [randomBytes(32), randomBytes(32), randomBytes(48)];
  const record = (type: number, content: Uint8Array): Buffer => {
    const head = Buffer.from([type, version >> 8, version & 255, content.length >> 8, content.length & 255]);
    return Buffer.concat([head, content]);
  };
  const message = (type: number, body: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 255]), body]);
  const versionBytes = Buffer.from([version >> 8, version & 255]);
  const code = Buffer.from([suite.code >> 8, suite.code & 255]);
  const clientHello = message(1, Buffer.concat([versionBytes, clientRandom, Buffer.from([0, 0, 2]), code, Buffer.from([1, 0])]));
  const serverHello = message(2, Buffer.concat([versionBytes, serverRandom, Buffer.from([0]), code, Buffer.from([0])]));
  const writers = [
    writer(version, suite, { clientRandom, serverRandom, master }, "client"),
    writer(version, suite, { clientRandom, serverRandom, master }, "server"),
  ] as const;
  const seal = (side: 0 | 1, type: number, text: Uint8Array): Said => [side, record(type, writers[side](type, version, text))];
  const said: Said[] = [
    [0, record(22, clientHello)],
    [1, record(22, Buffer.concat([serverHello, message(14, Buffer.alloc(0))]))],
    [0, record(22, message(16, Buffer.alloc(48)))],
    [0, record(20, Buffer.from([1]))],
    seal(0, 22, message(20, randomBytes(version === 0x0300 ? 36 : 12))),
    [1, record(20, Buffer.from([1]))],
    seal(1, 22, message(20, randomBytes(version === 0x0300 ? 36 : 12))),
    ...speech.map((text, index) => seal((index % 2) as 0 | 1, 23, Buffer.from(text))),
  ];
  return { said, keyLog: `CLIENT_RANDOM ${clientRandom.toString("hex")} ${master.toString("hex")}\n` };
}

interface Secrets {
  readonly clientRandom: Buffer;
  readonly serverRandom: Buffer;
  readonly master: Buffer;
}

const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash("md5").update(Buffer.concat(parts)).digest();
const sha1 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha1").update(Buffer.concat(parts)).digest();

function writer(
  version: number,
  suite: OldSuite,
  secrets: Secrets,
  end: "client" | "server",
): (type: number, version: number, text: Uint8Array) => Buffer {
  const { clientRandom, serverRandom, master } = secrets;
  const macBytes = suite.mac === "md5" ? 16 : 20;
  const blockBytes = suite.cipher === "aes-128-cbc" ? 16 : suite.cipher === "rc4" || suite.cipher === "null" ? 0 : 8;
  const keyBytes = suite.exported ?? suite.keyBytes;
  const block =
    version === 0x0300
      ? Buffer.concat(
          ["A", "BB", "CCC", "DDDD", "EEEEE", "FFFFFF", "GGGGGGG", "HHHHHHHH", "IIIIIIIII"].map((letters) =>
            md5(master, sha1(Buffer.from(letters), master, serverRandom, clientRandom)),
          ),
        )
      : prf(master, "key expansion", Buffer.concat([serverRandom, clientRandom]), 160);
  const second = end === "server" ? 1 : 0;
  const macKey = block.subarray(second * macBytes, (second + 1) * macBytes);
  const keyAt = 2 * macBytes + second * keyBytes;
  let key = block.subarray(keyAt, keyAt + keyBytes);
  const ivAt = 2 * (macBytes + keyBytes) + second * blockBytes;
  let iv = block.subarray(ivAt, ivAt + blockBytes);
  if (suite.exported !== undefined && version === 0x0300) {
    const randoms = end === "client" ? [clientRandom, serverRandom] : [serverRandom, clientRandom];
    key = md5(key, ...randoms).subarray(0, suite.keyBytes);
    iv = md5(...randoms).subarray(0, blockBytes);
  } else if (suite.exported !== undefined) {
    const seed = Buffer.concat([clientRandom, serverRandom]);
    key = prf(key, `${end} write key`, seed, suite.keyBytes);
    iv = prf(Buffer.alloc(0), "IV block", seed, 2 * blockBytes).subarray(second * blockBytes, (second + 1) * blockBytes);
  }
  const rc4 = suite.cipher === "rc4" ? new Rc4(key) : null;
  const cbc =
    blockBytes === 0
      ? null
      : suite.cipher === "des"
        ? createCipheriv("des-ede3-cbc", Buffer.concat([key, key, key]), iv).setAutoPadding(false)
        : createCipheriv(suite.cipher, key, iv).setAutoPadding(false);
  let sequence = 0;
  return (type, recordVersion, text) => {
    const number = Buffer.alloc(8);
    number.writeUInt32BE(sequence++, 4);
    const length = Buffer.from([text.length >> 8, text.length & 255]);
    const padBytes = suite.mac === "md5" ? 48 : 40;
    const hash = (...parts: readonly Uint8Array[]): Buffer => (suite.mac === "md5" ? md5(...parts) : sha1(...parts));
    const mac =
      recordVersion === 0x0300
        ? hash(macKey, Buffer.alloc(padBytes, 0x5c), hash(macKey, Buffer.alloc(padBytes, 0x36), number, Buffer.from([type]), length, text))
        : createHmac(suite.mac, macKey)
            .update(Buffer.concat([number, Buffer.from([type, 3, recordVersion & 255]), length, text]))
            .digest();
    const content = Buffer.concat([text, mac]);
    if (rc4 !== null) return Buffer.from(rc4.update(content));
    if (cbc === null) return content;
    const padding = blockBytes - (content.length % blockBytes);
    const fill = recordVersion === 0x0300 ? randomBytes(padding) : Buffer.alloc(padding, padding - 1);
    fill[padding - 1] = padding - 1;
    return cbc.update(Buffer.concat([content, fill]));
  };
}

function prf(secret: Buffer, label: string, seed: Buffer, lengthBytes: number): Buffer {
  const half = Math.ceil(secret.length / 2);
  const all = Buffer.concat([Buffer.from(label), seed]);
  const hash = (name: "md5" | "sha1", key: Buffer): Buffer => {
    const parts: Buffer[] = [];
    for (let a: Buffer = all, length = 0; length < lengthBytes; length += parts.at(-1)?.length ?? 0) {
      a = createHmac(name, key).update(a).digest();
      parts.push(
        createHmac(name, key)
          .update(Buffer.concat([a, all]))
          .digest(),
      );
    }
    return Buffer.concat(parts).subarray(0, lengthBytes);
  };
  const one = hash("md5", secret.subarray(0, half));
  const other = hash("sha1", secret.subarray(secret.length - half));
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] as number)));
}
