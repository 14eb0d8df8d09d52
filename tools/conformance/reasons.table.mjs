// Why we differ from another program, as data. The first entry that fits is taken: `oracle`, `aspect`, `capture` and `detail` (regular
// expressions over the difference) where given. What no entry fits stands in the report as not explained.

/** Reasons, the special before the general. */
export const reasons = [
  {
    oracle: /^zeek$/,
    aspect: /^durationUs$/,
    detail: /^tcp S/,
    reason: "Zeek stops the clock when both sides have closed; we count to the latest packet, the last acknowledgement included.",
  },
  {
    oracle: /^zeek$/,
    capture: /tunnels\/Teredo\.pcap$/,
    detail: /^(icmp|tcp|other)/,
    reason: "Teredo is opened on its own port 3544 only; the relay of this trace uses another, so its inner conversations stay inside.",
  },
  {
    oracle: /^zeek$/,
    capture: /vxlan-encapsulated-igmp/,
    reason:
      "Zeek leaves out the outer packets for their wrong checksum and names no IGMP conversation; we check no checksums and count both.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    detail: /(DNS|LLMNR|MDNS)/,
    reason: "nDPI writes the name that was asked for; for us a question is no server name. It names the later flow instead (rung dns).",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    detail: /(SSDP|DHCP|NetBIOS)/,
    reason: "nDPI writes the name a device gives itself in the local network; it is no server that was talked to.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    detail: /SSH/,
    reason: "nDPI writes the software banner; it is no name of a server.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    detail: /STUN/,
    reason: "nDPI writes the realm that the relay claims; it need not be its name.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    detail: /Xiaomi/,
    reason: "nDPI reads a vendor's own message protocol; we do not decode it.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^name$/,
    capture: /fuzz-/,
    reason: "A damaged copy of an HTTP request: nDPI takes the part before the damage, or a line without a request before it.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^ja4$/,
    detail: /nDPI (...)d(.*), ours \1i/,
    reason: "The hello names no server: `i` in JA4. nDPI writes `d` when it learned a name elsewhere.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^ja4$/,
    detail: /nDPI (...)i(.*), ours \1d\2/,
    reason: "The hello has a server name extension: `d` in JA4. nDPI writes `i` where the name in it is none.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^ja4$/,
    detail: /nDPI (........)..(_.*), ours \1..\2/,
    reason:
      "JA4 takes the first and the last character of the first ALPN value; this nDPI took the first two, or wrote 0 for the second of two.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^row$/,
    capture: /ip_fragmented_garbage/,
    reason: "nDPI reads ports from a fragment's bytes; we read none before the datagram is whole.",
  },
  {
    oracle: /^ndpi$/,
    aspect: /^row$/,
    capture: /stun\.pcap/,
    reason: "nDPI writes this IPv6 address with two gaps, which no address has; the conversation is there.",
  },
  {
    oracle: /^tshark$/,
    aspect: /^name$/,
    capture: /(1kxun|android|iphone|netflix|raw_packets)\.pcap$/,
    reason: "The Host line of an SSDP search holds the group's address; it is no server that was talked to.",
  },
  {
    oracle: /^tshark$/,
    aspect: /^name$/,
    capture: /fuzz-2006-09-29-28586/,
    reason: "A damaged Host line; we keep what follows the damage too.",
  },
  {
    oracle: /^tshark$/,
    aspect: /^name$/,
    capture: /http2-brotli/,
    reason: "The name stands inside TLS, which tshark opens with the key log in the capture; we do not use key logs yet.",
  },
  {
    oracle: /^tshark$/,
    aspect: /^name$/,
    capture: /tunnels\/socks/,
    reason: "The HTTP request stands inside SOCKS, which we do not open.",
  },
  {
    oracle: /^tshark/,
    aspect: /^name$/,
    capture: /wireguard-ping-tcp-dsb/,
    reason: "The name stands inside WireGuard, which tshark opens with the key in the capture; we open no tunnel.",
  },
  {
    oracle: /^tshark and nDPI$/,
    capture: /fuzz-2006-09-29-28586/,
    reason: "A damaged Host line; we keep what follows the damage too.",
  },
  {
    oracle: /^tshark and nDPI$/,
    capture: /(ndpi\/pcap\/http2|http2-bugfixes\/input|grpc_person_search_protobuf_with_image|zeek-image-post-1080-8000-x)\.pcap/,
    reason: "Plain HTTP on a port where tshark expects something else, or a port it does not know; the name stands in the packets.",
  },
  {
    oracle: /^tshark and nDPI$/,
    capture: /quic-cyu/,
    reason: "The hello of Google's early QUIC: tshark names its fields otherwise; the name stands in the packets.",
  },
  {
    oracle: /^tshark and nDPI$/,
    capture: /tls_missing_ch_frag/,
    reason: "A part of the hello is missing; the name stands before the missing part.",
  },
];
