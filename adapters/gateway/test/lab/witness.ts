/** Who stands outside and counts: every frame that comes out of the gateway, ARP apart, by the kernel, without a program that could miss one. */
import type { Place } from "./field.ts";

/** Counts from now on. */
export interface Witness {
  /** Frames since the beginning, or since the last `forget`. */
  frames(): number;
  forget(): void;
}

/** Puts the witness at the outer end of the gateway's wire. Neighbour questions of IPv6 count as well: a gateway of ours asks none. */
export function openWitness(outside: Place, options: { readonly ignoresNeighbours?: boolean } = {}): Witness {
  const neighbours =
    options.ignoresNeighbours === true
      ? "\n    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld2-listener-report, 143 } accept"
      : "";
  outside.must(["nft", "-f", "-"], {
    input: `table netdev witness {
  counter seen { }
  chain in {
    type filter hook ingress device "n0" priority 0; policy accept;
    ether type arp accept${neighbours}
    counter name seen
  }
}
`,
  });
  let before = 0;
  const read = (): number => {
    const { nftables } = JSON.parse(outside.must(["nft", "-j", "list", "counters"])) as {
      nftables: readonly { counter?: { name: string; packets: number } }[];
    };
    const counter = nftables.find((each) => each.counter?.name === "seen")?.counter;
    if (counter === undefined) throw new Error("the witness is gone");
    return counter.packets;
  };
  return {
    frames: () => read() - before,
    forget() {
      before = read();
    },
  };
}
