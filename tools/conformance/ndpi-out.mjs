// nDPI's expected output: one line a flow, members in brackets.

const END = String.raw`(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d+))?`;
const FLOW = new RegExp(String.raw`^\t\d+\t(\S+) ${END} (<->|->) ${END} (.*)$`);

/** Flows of a `.out` file. */
export function ndpiFlows(text) {
  const flows = [];
  for (const line of text.split("\n")) {
    const found = FLOW.exec(line);
    if (found === null) continue;
    const [, transport, sixFrom, fourFrom, fromPort, , sixTo, fourTo, toPort, rest] = found;
    const packets = /\[(\d+) pkts\/(\d+) bytes (?:<->|->) (\d+) pkts\/(\d+) bytes\]/.exec(rest);
    flows.push({
      transport: transport.toLowerCase(),
      from: sixFrom ?? fourFrom,
      fromPort: Number(fromPort ?? 0),
      to: sixTo ?? fourTo,
      toPort: Number(toPort ?? 0),
      protocol: /\[proto: ([^\]]*)\]/.exec(rest)?.[1]?.split("/").pop() ?? "",
      name: /\[Hostname\/SNI: ([^\]]*)\]/.exec(rest)?.[1] ?? null,
      ja4: /\[JA4: ([^\]]*)\]/.exec(rest)?.[1] ?? null,
      packets: packets === null ? null : Number(packets[1]) + Number(packets[3]),
      bytes: packets === null ? null : Number(packets[2]) + Number(packets[4]),
    });
  }
  return flows;
}
