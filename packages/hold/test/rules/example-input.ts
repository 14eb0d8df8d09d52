import type { RulesInput } from "../../src/index.ts";

/** The gateway of these tests; `listing.json` is what nft 1.0.6 lists after loading its rules. */
export const exampleInput: RulesInput = {
  lanInterface: "lan",
  lanIp: "10.77.0.1",
  lanPrefixLength: 24,
  wanInterface: "wan",
  resolver: "10.99.0.10",
  relayUid: 4711,
  dhcp: true,
  time: true,
  manage: { interface: "wan", port: 22 },
  hasServices: true,
  answersProbes: true,
};
