// The page of the decryption comparison.

/** `found` and `made`: compared captures; `version`: what tshark says of itself. */
export function decryptionDocument({ found, made, version }) {
  const all = [...found, ...made];
  const results = all.flatMap((one) => one.results.map((result) => ({ ...result, name: one.name })));
  const other = results.filter(({ status }) => status !== "equal");
  const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);
  const equal = results.filter(({ status }) => status === "equal");
  const unsupported = new Set(all.flatMap(({ decryption }) => [...decryption.unsupportedSuites.keys()]));
  return [
    "# Decryption: compared with tshark",
    "",
    "Made by `CREANCE_SAMPLES=... node tools/conformance/decryption.mjs`; not written by hand. Every capture below `captures` of the sample folder that",
    "has a TLS key log, inside or beside it, and captures made for what those do not hold, are decrypted by us and by",
    `${version.replace(/\.$/, "")} with the same keys. Compared are the plain bytes of each side of each TLS connection and of each QUIC stream, byte for byte.`,
    "",
    `Of ${results.length} connections and streams ${equal.length} are equal (${sum(equal).toLocaleString("en-US")} bytes); ${other.length} are not.`,
    "",
    "## Captures",
    "",
    ...table(
      [
        "capture",
        "key log",
        "TLS connections",
        "QUIC streams",
        "equal",
        "bytes equal",
        "different",
        "only tshark",
        "only we",
        "records that failed",
      ],
      found.map(rowOf),
    ),
    "",
    "## Made captures",
    "",
    "By Node's own TLS stack where it makes such sessions, else sealed by hand in the tests' helpers.",
    "",
    ...table(
      [
        "sessions",
        "key log",
        "TLS connections",
        "QUIC streams",
        "equal",
        "bytes equal",
        "different",
        "only tshark",
        "only we",
        "records that failed",
      ],
      made.map(rowOf),
    ),
    "",
    "## What is not equal, and why",
    "",
    ...(other.length === 0 ? ["Nothing."] : table(["capture", "what", "times", "detail", "reason"], grouped(other))),
    "",
    "## Cipher suites that stay closed here",
    "",
    "Node's crypto has no such cipher; each connection with one is an issue that names it.",
    "",
    ...(unsupported.size === 0 ? ["None were met."] : [...unsupported].map((suite) => `- \`${suite}\``)),
    "",
  ].join("\n");
}

/** One row for what differs in the same way for the same reason. */
function grouped(other) {
  const rows = new Map();
  for (const { name, protocol, streamId, detail, reason } of other) {
    const what = `${protocol}${streamId === null ? "" : ` stream ${streamId}`}`;
    const key = [name, what, detail, reason].join("|");
    rows.set(key, [name, what, (rows.get(key)?.[2] ?? 0) + 1, detail, reason ?? "not explained"]);
  }
  return [...rows.values()];
}

function rowOf({ name, keys, decryption, results }) {
  const count = (wanted) => results.filter(({ status }) => status === wanted).length;
  const equal = results.filter(({ status }) => status === "equal");
  const bytes = equal.reduce((total, one) => total + one.bytes, 0).toLocaleString("en-US");
  const of = (wanted) => results.filter(({ protocol }) => protocol === wanted).length;
  return [
    name,
    keys,
    of("tls"),
    of("quic"),
    equal.length,
    bytes,
    count("different"),
    count("only theirs"),
    count("only ours"),
    decryption.failedRecords,
  ];
}

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}
