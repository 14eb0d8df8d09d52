/** Every bound of the IP layers. */

/** Tunnels inside each other that are opened. */
export const MAX_TUNNEL_DEPTH = 4;
/** IPv6 extension headers that are walked in one packet. */
export const MAX_EXTENSION_HEADERS = 16;
/** GTP-U and Geneve headers behind the first that are walked. */
export const MAX_TUNNEL_HEADERS = 16;
/** Datagrams that wait for their fragments at once. */
export const MAX_FRAGMENTED_DATAGRAMS = 1024;
/** Bytes of all of them together. */
export const MAX_FRAGMENT_BYTES = 16 * 1024 * 1024;
/** Separate stretches of one datagram. */
export const MAX_FRAGMENT_STRETCHES = 256;
/** How long fragments wait, by the packets' own times: 60 s, as in RFC 8200. */
export const MAX_FRAGMENT_AGE_US = 60_000_000;
/** Longest datagram: what an IP length field can say. */
export const MAX_DATAGRAM_BYTES = 65_535;
