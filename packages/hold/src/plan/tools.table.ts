/** The programs that the gateway runs, and the Debian package that each comes from. */

/** A program. */
export interface HoldTool {
  readonly debianPackage: string;
  /** `always`: nothing works without it. `dhcp`: only where addresses are handed out. `better`: what it is for is left out without it. */
  readonly needed: "always" | "dhcp" | "better";
  readonly purpose: string;
}

/** By the program's name. */
export const holdTools = {
  nft: { debianPackage: "nftables", needed: "always", purpose: "loads the rules and reads them back" },
  ip: { debianPackage: "iproute2", needed: "always", purpose: "sets links, addresses and routes" },
  unshare: { debianPackage: "util-linux", needed: "always", purpose: "loads the rules a second time, in an empty network, to compare" },
  setpriv: { debianPackage: "util-linux", needed: "always", purpose: "starts each process with the rights it needs and no other" },
  tcpdump: { debianPackage: "tcpdump", needed: "always", purpose: "records both sides" },
  conntrack: { debianPackage: "conntrack", needed: "better", purpose: "forgets the connections of a service that was closed" },
  ethtool: {
    debianPackage: "ethtool",
    needed: "better",
    purpose: "keeps network cards from joining packets, so that captures and counters agree",
  },
  tc: { debianPackage: "iproute2", needed: "better", purpose: "finds filters that see packets before the rules" },
  dnsmasq: { debianPackage: "dnsmasq-base", needed: "dhcp", purpose: "hands out addresses" },
} as const satisfies Readonly<Record<string, HoldTool>>;

/** Accounts that the processes run as, where the machine has them. */
export const holdAccounts = ["creance-hold", "creance-names", "creance-relay", "creance-recorder"] as const;
