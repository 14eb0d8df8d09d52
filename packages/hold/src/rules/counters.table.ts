/**
 * The named counters of the rules (`table inet hold`). Every packet that reaches the gateway from the local network, and every packet the
 * gateway sends to the outside, meets exactly one of them, by what stands in the packet alone: so a capture can be held against them.
 */

/** Name of a counter and what it counts. `denied` ones are also logged, packet by packet (NFLOG group 5). */
export const counters = {
  lanFragment: { nft: "lan_fragment", denied: true, doc: "Fragments from the local network: dropped, whatever they belong to." },
  lanNeighbour: { nft: "lan_neighbour", denied: false, doc: "IPv6 neighbour questions and answers on the local network." },
  lanDns: {
    nft: "lan_dns",
    denied: false,
    doc: "IPv4 packets to port 53, UDP and TCP, of any resolver: they reach the gateway's own DNS.",
  },
  lanDhcp: { nft: "lan_dhcp", denied: false, doc: "IPv4 packets to UDP port 67: address assignment." },
  lanTime: { nft: "lan_time", denied: false, doc: "IPv4 packets to UDP port 123 of any server: they reach the gateway's own time server." },
  lanRelay: { nft: "lan_relay", denied: false, doc: "TCP packets to ports 80 and 443 of a synthetic address: they reach the relay." },
  lanManage: { nft: "lan_manage", denied: false, doc: "TCP packets to the management port of the gateway, where the policy opens it." },
  lanQuic: { nft: "lan_quic", denied: true, doc: "UDP packets to port 443 (QUIC): refused, apps fall back to TCP." },
  lanLocal: {
    nft: "lan_local",
    denied: true,
    doc: "Broadcast and multicast (mDNS, SSDP, IGMP, router questions): dropped; not an attempt to leave.",
  },
  lanDenied: { nft: "lan_denied", denied: true, doc: "Everything else from the local network: refused." },
  wanRelay: { nft: "wan_relay", denied: false, doc: "Packets of the relay to an address of an open service." },
  wanResolver: { nft: "wan_resolver", denied: false, doc: "DNS questions of the relay to the policy's resolver." },
  wanManage: { nft: "wan_manage", denied: false, doc: "Packets of the management connection, where the policy puts it on the outside." },
  outDenied: { nft: "out_denied", denied: true, doc: "Packets that the gateway itself wanted to send outside and may not." },
  forwardDenied: {
    nft: "forward_denied",
    denied: true,
    doc: "Packets to be routed through the gateway; 0 unless something else switched routing on.",
  },
  wanIn: { nft: "wan_in", denied: false, doc: "Packets from outside that belong to a connection of the gateway." },
  wanInDenied: { nft: "wan_in_denied", denied: false, doc: "Packets from outside that nobody asked for: dropped." },
} as const;

/** Name of a counter, as our code and bundles call it. */
export type CounterName = keyof typeof counters;

/** A counter's state. */
export interface CounterValue {
  readonly packets: number;
  /** IP bytes. */
  readonly bytes: number;
}

/** All counters at one moment. */
export type CounterValues = Readonly<Record<CounterName, CounterValue>>;
