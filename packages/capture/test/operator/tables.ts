/** Small databases for tests. */
import { createRangeBuilder, type IpAddress, type OperatorDatabase, type OperatorLabel, parseIpAddress } from "../../src/index.ts";

/** The address of a text that is one. */
export function ip(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`no address: ${text}`);
  return address;
}

/** A database from starts and labels in order, IPv4 before IPv6. */
export function database(
  kind: OperatorDatabase["kind"],
  name: string,
  ranges: readonly (readonly [string, OperatorLabel | undefined])[],
): OperatorDatabase {
  const builder = createRangeBuilder();
  for (const [first, label] of ranges) builder.from(ip(first), label);
  return builder.finish({ kind, name, date: "2026-06-17", licence: "CC0 1.0", notice: "Made for a test." });
}

/** A country as a label. */
export function country(code: string): OperatorLabel {
  return { asn: 0, text: code };
}

/** An operator and two country databases that disagree about 8.8.0.0/16. */
export function smallTables(): OperatorDatabase[] {
  return [
    database("operator", "asn", [
      ["8.0.0.0", { asn: 64_500, text: "Example Networks" }],
      ["8.128.0.0", undefined],
      ["9.0.0.0", { asn: 4_200_000_000, text: 'Größer "GmbH"' }],
      ["2001:100::", { asn: 64_500, text: "Example Networks" }],
      ["2001:200::1", undefined],
    ]),
    database("country", "first", [
      ["8.0.0.0", country("US")],
      ["9.0.0.0", undefined],
      ["2001:100::", country("DE")],
    ]),
    database("country", "second", [
      ["8.0.0.0", country("US")],
      ["8.8.0.0", country("HK")],
      ["8.9.0.0", country("US")],
    ]),
  ];
}
