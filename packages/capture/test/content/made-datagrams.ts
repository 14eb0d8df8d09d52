/** Datagrams of protocols that are sealed, as short as they can be told by. */
import { concatBytes } from "../../src/index.ts";
import { raw, words } from "../ip-packets.ts";

const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 97 + 13) & 255);

/** By protocol: the ports and what the client sends. */
export const datagram: Readonly<Record<string, { readonly ports: readonly [number, number]; readonly datagrams: readonly Uint8Array[] }>> =
  {
    QUIC: {
      ports: [40_000, 9_443],
      datagrams: [
        concatBytes([raw(0xc0, 0, 0, 0, 1, 8), noise(8), raw(8), noise(8), raw(0, 0x44, 0xb0), noise(1_200)]),
        concatBytes([raw(0x4f), noise(60)]),
      ],
    },
    "QUIC from its middle on": {
      ports: [40_000, 443],
      datagrams: [concatBytes([raw(0x4f), noise(60)]), concatBytes([raw(0x51), noise(300)])],
    },
    DTLS: { ports: [40_000, 4_433], datagrams: [concatBytes([raw(0x17, 0xfe, 0xfd), words(1, 0, 0, 5, 40), noise(40)])] },
    "WireGuard from its middle on": {
      ports: [40_000, 51_820],
      datagrams: [concatBytes([raw(4, 0, 0, 0), noise(4), raw(9, 0, 0, 0, 0, 0, 0, 0), noise(48)])],
    },
  };
