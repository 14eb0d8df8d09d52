// Writes the comparison as a page: what was compared, every difference with its reason, and what our reader said about each capture.

/** The page. `live` is the version of the tshark that was asked, `null` when none was. */
export function conformanceDocument({ results, differences, live }) {
  const lines = [
    "# Captures: compared with Zeek, nDPI and tshark",
    "",
    "Made by `CREANCE_SAMPLES=... node tools/conformance/run.mjs --live`; not written by hand. It reads every capture below `captures` of",
    "the sample folder, found by its first bytes, and compares our conversations with what Zeek's and nDPI's own test suites expect and with",
    `${live === null ? "tables made with tshark 4.0.17" : `tables made with tshark 4.0.17 and with ${live}, asked now`}. Names themselves are not shown: captures are other people's traffic.`,
    "",
    ...table(["what", "compared", "equal", "different, explained", "different, not explained"], totals(results, differences, live)),
    "",
    "## Differences and their reasons",
    "",
    ...byReason(differences),
    "",
    "## Not explained",
    "",
    ...unexplained(differences),
    "",
    "## What the captures hold",
    "",
    ...table(["suite", "captures", "packets", "conversations", "with a server name", "refused", "with issues", "crashes"], suites(results)),
    "",
    "Issues by kind, all captures together. The malformed, cut and fuzzed captures of the suites are among them.",
    "",
    ...table(["issue", "captures", "times"], issueRows(results)),
    "",
  ];
  return `${lines.join("\n")}`;
}

function totals(results, differences, live) {
  const sum = (value) => results.reduce((total, result) => total + value(result), 0);
  const row = (what, compared, oracle, aspect) => {
    const fitting = differences.filter((one) => oracle.test(one.oracle) && aspect.test(one.aspect));
    const open = fitting.filter(({ reason }) => reason === null).length;
    return [what, compared, compared - fitting.length, fitting.length - open, open];
  };
  const counters = /^(?!name$|row$|extra row$|direction$)/;
  return [
    row(
      "every packet in one row",
      sum((one) => one.accounts),
      /^ourselves$/,
      /./,
    ),
    row(
      "Zeek conn.log: counters, states, durations",
      sum((one) => one.zeek),
      /^zeek$/,
      counters,
    ),
    row(
      "Zeek ssl.log, quic.log: server names",
      sum((one) => one.zeekNames),
      /^zeek$/,
      /^name$/,
    ),
    row(
      "nDPI: flows with the same ends",
      sum((one) => one.ndpi?.flows ?? 0),
      /^ndpi$/,
      /^row$/,
    ),
    row(
      "nDPI: names",
      sum((one) => one.ndpi?.names ?? 0),
      /^ndpi$/,
      /^name$/,
    ),
    row(
      "nDPI: JA4",
      sum((one) => one.ndpi?.ja4 ?? 0),
      /^ndpi$/,
      /^ja4$/,
    ),
    row(
      "tshark tables: SNI",
      sum((one) => one.tables),
      /^tshark table$/,
      /^name$/,
    ),
    ...(live === null
      ? []
      : [
          row(
            "tshark: number of frames",
            sum((one) => (one.tshark === null ? 0 : 1)),
            /^tshark$/,
            /^frames$/,
          ),
          row(
            "tshark: sum of frame.len",
            sum((one) => (one.tshark === null ? 0 : 1)),
            /^tshark$/,
            /^wire bytes$/,
          ),
          row(
            "tshark: SNI, Host, :authority",
            sum((one) => one.tshark?.compared ?? 0),
            /^tshark$/,
            /^name$/,
          ),
          row(
            "our names that tshark or nDPI has too",
            sum((one) => one.extraNames),
            /^tshark and nDPI$/,
            /./,
          ),
        ]),
  ];
}

function byReason(differences) {
  const groups = new Map();
  for (const { oracle, aspect, capture, reason } of differences) {
    if (reason === null) continue;
    const key = `${oracle}\t${reason}`;
    const group = groups.get(key) ?? { oracle, reason, times: 0, aspects: new Set(), captures: new Set() };
    group.times++;
    group.aspects.add(aspect);
    group.captures.add(capture);
    groups.set(key, group);
  }
  return table(
    ["program", "what", "times", "captures", "reason"],
    [...groups.values()].map(({ oracle, aspects, times, captures, reason }) => [
      oracle,
      [...aspects].join(", "),
      times,
      someOf(captures),
      reason,
    ]),
  );
}

function unexplained(differences) {
  const open = differences.filter(({ reason }) => reason === null);
  if (open.length === 0) return ["None."];
  return table(
    ["program", "what", "capture", "difference"],
    open.map(({ oracle, aspect, capture, detail }) => [oracle, aspect, capture, detail]),
  );
}

function suites(results) {
  const groups = new Map();
  for (const result of results) {
    const name = result.path.split("/")[0];
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups].map(([name, members]) => {
    const sum = (value) => members.reduce((total, member) => total + value(member), 0);
    return [
      name,
      members.length,
      sum((one) => one.report?.container.packets ?? 0),
      sum((one) => one.rowCount),
      sum((one) => one.named),
      sum((one) => (one.refused === null ? 0 : 1)),
      sum((one) => (one.issues.size > 0 ? 1 : 0)),
      sum((one) => (one.crash === null ? 0 : 1)),
    ];
  });
}

function issueRows(results) {
  const kinds = new Map();
  for (const { issues, refused } of results) {
    for (const [code, times] of refused === null ? issues : [...issues, [refused, 1]]) {
      const kind = kinds.get(code) ?? { captures: 0, times: 0 };
      kind.captures++;
      kind.times += times;
      kinds.set(code, kind);
    }
  }
  return [...kinds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([code, { captures, times }]) => [`\`${code}\``, captures, times]);
}

function someOf(captures) {
  const names = [...captures].map((path) => path.split("/").pop());
  return names.length <= 4 ? names.join(", ") : `${names.length} captures`;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)];
}
