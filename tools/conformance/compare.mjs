// The comparisons. Each returns how much was compared and the differences: `{oracle, aspect, capture, detail}`; `detail` holds numbers and
// protocol words, never a name or an address.
import { plainName } from "./live-tools.mjs";

const COUNTERS = [
  ["orig_bytes", "origBytes"],
  ["resp_bytes", "respBytes"],
  ["orig_pkts", "origPkts"],
  ["resp_pkts", "respPkts"],
  ["orig_ip_bytes", "origIpBytes"],
  ["resp_ip_bytes", "respIpBytes"],
  ["missed_bytes", "missedBytes"],
  ["conn_state", "connState"],
  ["duration", "durationUs"],
];

/** Zeek's conn.log against our rows. */
export function compareConn(capture, logged, ours) {
  const left = [...ours];
  const differences = [];
  let compared = 0;
  for (const row of logged) {
    if (row["id.orig_p"] === undefined) continue;
    const fitting = left.filter((one) => sameEnds(row, one) || sameEnds(row, flipped(one)));
    if (fitting.length === 0) {
      differences.push({ oracle: "zeek", aspect: "row", capture, detail: `${row.proto} ${row.conn_state ?? ""}: we have no such row` });
      continue;
    }
    const best = fitting.reduce((found, one) => (distance(row, one) < distance(row, found) ? one : found));
    left.splice(left.indexOf(best), 1);
    const oriented = sameEnds(row, best) ? best : flipped(best);
    if (oriented !== best) differences.push({ oracle: "zeek", aspect: "direction", capture, detail: `${row.proto} ${row.history ?? ""}` });
    for (const [theirs, name] of COUNTERS) {
      const expected = row[theirs];
      if (expected === undefined || expected === "-" || (theirs === "conn_state" && row.proto !== "tcp")) continue;
      compared++;
      const got = theirs === "duration" ? (oriented.durationUs / 1e6).toFixed(6) : String(oriented[name]);
      const same = theirs === "duration" ? Math.abs(Number(got) - Number(expected)) < 2e-6 : got === expected;
      if (!same)
        differences.push({
          oracle: "zeek",
          aspect: name,
          capture,
          detail: `${row.proto} ${row.conn_state ?? ""} ${row.history ?? ""}: Zeek ${expected}, ours ${got}`,
        });
    }
  }
  for (const row of left)
    if (logged[0]?.["id.orig_p"] !== undefined)
      differences.push({
        oracle: "zeek",
        aspect: "extra row",
        capture,
        detail: `${row.transport} ${row.connState ?? ""} depth ${row.tunnelDepth}`,
      });
  return { compared, differences };
}

/** Names of Zeek's ssl.log and quic.log against ours. */
export function compareZeekNames(capture, logged, ours) {
  const differences = [];
  let compared = 0;
  const names = new Set(ours.map((row) => (row.serverName === null ? "" : plainName(row.serverName))));
  for (const row of logged) {
    if (row.server_name === undefined || row.server_name === "-" || row.server_name === "(empty)") continue;
    compared++;
    if (!names.has(plainName(row.server_name)))
      differences.push({ oracle: "zeek", aspect: "name", capture, detail: "a server name that we do not have" });
  }
  return { compared, differences };
}

/** nDPI's flows against our rows: names and JA4 of the conversation with the same ends. */
export function compareNdpi(capture, flows, ours) {
  const byEnds = new Map();
  for (const row of ours) {
    const key =
      row.transport === "icmp" ? endsKey(row.origIp, 0, row.respIp, 0) : endsKey(row.origIp, row.origPort, row.respIp, row.respPort);
    byEnds.set(key, [...(byEnds.get(key) ?? []), row]);
  }
  const differences = [];
  const counts = { flows: 0, missingFlows: 0, names: 0, sameNames: 0, ja4: 0, sameJa4: 0 };
  for (const flow of flows) {
    const rows = byEnds.get(endsKey(flow.from, flow.fromPort, flow.to, flow.toPort)) ?? [];
    counts.flows++;
    if (rows.length === 0) {
      counts.missingFlows++;
      differences.push({ oracle: "ndpi", aspect: "row", capture, detail: `${flow.transport} ${flow.protocol}` });
      continue;
    }
    if (flow.name !== null) {
      counts.names++;
      const wanted = plainName(flow.name);
      const found = rows.some(
        (row) => row.serverName !== null && row.serverNameSource !== "dns" && sameName(plainName(row.serverName), wanted),
      );
      if (found) counts.sameNames++;
      else {
        const row = rows[0];
        differences.push({
          oracle: "ndpi",
          aspect: "name",
          capture,
          detail: `${flow.transport} ${flow.protocol}, ours ${row.service ?? "unknown"} ${row.serverNameSource}`,
          theirs: wanted,
          ours: rows.map((one) => one.serverName),
        });
      }
    }
    if (flow.ja4 !== null) {
      counts.ja4++;
      if (rows.some((row) => row.ja4 === flow.ja4)) counts.sameJa4++;
      else
        differences.push({
          oracle: "ndpi",
          aspect: "ja4",
          capture,
          detail: `nDPI ${flow.ja4}, ours ${rows[0].ja4} (${rows[0].service ?? "unknown"})`,
        });
    }
  }
  return { counts, differences };
}

/** SNI set of tshark's tables or of tshark itself against ours. */
export function compareNameSets(capture, oracle, theirs, ours) {
  const names = new Set();
  for (const row of ours) if (row.serverName !== null && row.serverNameSource !== "dns") names.add(plainName(row.serverName));
  const missing = [...theirs].filter((name) => ![...names].some((one) => sameName(one, name)));
  return {
    compared: theirs.size,
    differences: missing.map((name) => ({ oracle, aspect: "name", capture, detail: "a name that we do not have", theirs: name })),
    names,
  };
}

/** Names that we read from contents and that none of the others has. */
export function compareExtraNames(capture, known, ours) {
  const differences = [];
  let compared = 0;
  for (const row of ours) {
    if (row.serverName === null || !["host", "sni", "quicSni", "echOuter"].includes(row.serverNameSource)) continue;
    compared++;
    const name = plainName(row.serverName);
    if (![...known].some((one) => sameName(name, one))) {
      differences.push({
        oracle: "tshark and nDPI",
        aspect: "extra name",
        capture,
        detail: `${row.service} ${row.serverNameSource}`,
        ours: name,
      });
    }
  }
  return { compared, differences };
}

/** Every packet stands in exactly one row, or is counted among those that stand in none; packets of UDP tunnels in one for each layer. */
export function compareAccounts(capture, { rows, report }) {
  if (report === null) return { compared: 0, differences: [] };
  const inRows = rows.reduce((sum, row) => sum + row.origPkts + row.respPkts, 0);
  const expected = report.container.packets - report.otherPackets - report.duplicatePackets + report.outerPackets;
  const differences =
    inRows === expected
      ? []
      : [{ oracle: "ourselves", aspect: "accounts", capture, detail: `packets in rows ${inRows}, expected ${expected}` }];
  return { compared: 1, differences };
}

/** nDPI cuts long names; a cut one equals the beginning. */
function sameName(ours, theirs) {
  return ours === theirs || (theirs.length >= 60 && ours.startsWith(theirs));
}

function endsKey(oneIp, onePort, otherIp, otherPort) {
  const ends = [`${ip(oneIp)} ${onePort}`, `${ip(otherIp)} ${otherPort}`].sort();
  return ends.join(" ");
}

/** Addresses are compared by what they mean: nDPI does not write IPv6 as RFC 5952 does. */
function ip(text) {
  if (!text.includes(":")) return text;
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? new URL(url).hostname : text;
}

function sameEnds(row, ours) {
  return (
    row["id.orig_h"] === ours.origIp &&
    row["id.resp_h"] === ours.respIp &&
    Number(row["id.orig_p"]) === ours.origPort &&
    Number(row["id.resp_p"]) === ours.respPort
  );
}

function flipped(row) {
  return {
    ...row,
    origIp: row.respIp,
    respIp: row.origIp,
    origPort: row.respPort,
    respPort: row.origPort,
    origBytes: row.respBytes,
    respBytes: row.origBytes,
    origIpBytes: row.respIpBytes,
    respIpBytes: row.origIpBytes,
    origPkts: row.respPkts,
    respPkts: row.origPkts,
  };
}

function distance(row, ours) {
  const oriented = sameEnds(row, ours) ? ours : flipped(ours);
  return COUNTERS.filter(([theirs, name]) => row[theirs] !== undefined && row[theirs] !== "-" && String(oriented[name]) !== row[theirs])
    .length;
}
