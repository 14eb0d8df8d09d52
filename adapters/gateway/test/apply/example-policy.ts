import type { HoldPolicy, Policy } from "@creance/policy";

/** A policy for the lab's field, with changes. */
export function examplePolicy(change: Partial<HoldPolicy> = {}): Policy {
  return {
    version: 1,
    title: "Lab",
    hold: {
      mode: "named-services",
      lan: { interface: "lan", address: "10.77.0.1", prefixLength: 24, dhcp: { from: "10.77.0.10", until: "10.77.0.99" } },
      wan: { interface: "wan" },
      resolver: "10.99.0.10",
      portal: "answer",
      time: "answer",
      control: null,
      manage: null,
      ...change,
    },
    services: [
      {
        name: "flysafe-api.example.com",
        reason: "unlock",
        open: "always",
        ports: [443],
        limit: null,
        openForUs: null,
        data: [],
        line: 1,
      },
    ],
    allow: [],
    privacy: null,
  };
}
