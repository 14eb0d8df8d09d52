// What an installed tshark decrypts of a capture: TLS by its "follow" tables, QUIC frame by frame, put in order by their offsets (its tables
// of QUIC show what was sent twice twice).
import { spawnSync } from "node:child_process";

/** Tables asked for in one run. */
const TABLES_A_RUN = 60;

/** Streams that hold decrypted contents: `{protocol, ends, streamId, sides}`, in the order of their numbers. */
export function tsharkPlaintext(path, keys) {
  return [...tlsStreams(path, keys), ...quicStreams(path, keys)].filter(({ sides }) => sides[0].length + sides[1].length > 0);
}

function tshark(path, keys, words) {
  const options = keys === null ? [] : ["-o", `tls.keylog_file:${keys}`];
  const result = spawnSync("tshark", ["-n", "-r", path, ...options, ...words], {
    encoding: "latin1",
    maxBuffer: 1 << 30,
    timeout: 300_000,
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`tshark: ${result.stderr}`);
  return result.stdout;
}

/** Lines of fields; a field that stands several times in a packet is a list. */
function fieldLines(path, keys, filter, fields) {
  const words = ["-Y", filter, "-T", "fields", "-E", "separator=\t", ...fields.flatMap((field) => ["-e", field])];
  return tshark(path, keys, words)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t").map((word) => (word === "" ? [] : word.split(","))));
}

function tlsStreams(path, keys) {
  const ends = new Map();
  const fields = ["tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport"];
  for (const [stream, ...words] of fieldLines(path, keys, "tls.app_data", fields)) {
    const number = Number(stream.at(-1));
    if (stream.length > 0 && !ends.has(number)) ends.set(number, endsOf(words));
  }
  const streams = [...ends.keys()].sort((a, b) => a - b);
  const found = new Map();
  for (let at = 0; at < streams.length; at += TABLES_A_RUN) {
    const tables = streams.slice(at, at + TABLES_A_RUN).flatMap((stream) => ["-z", `follow,tls,raw,${stream}`]);
    for (const { stream, named, sides } of follows(tshark(path, keys, ["-q", ...tables]))) {
      found.set(stream, { protocol: "tls", streamId: null, ends: wholeEnds(named, ends.get(stream)), sides });
    }
  }
  return streams.flatMap((stream) => found.get(stream) ?? []);
}

/** The tables of a run. Lines of the second end begin with a tab. */
function follows(text) {
  return text
    .split(/^=+\n/m)
    .filter((part) => part.startsWith("Follow: "))
    .map((part) => {
      const [, filter, first, second, ...lines] = part.split("\n");
      const sides = [[], []];
      for (const line of lines) {
        if (/^\t?[0-9a-f]+$/.test(line)) sides[line.startsWith("\t") ? 1 : 0].push(Buffer.from(line.trim(), "hex"));
      }
      return {
        stream: Number(filter.replace("Filter: tcp.stream eq ", "")),
        named: [endOf(first), endOf(second)],
        sides: sides.map((side) => Buffer.concat(side)),
      };
    });
}

/** `Node 0: 10.0.0.1:443` or `Node 1: [2001:db8::1]:443` as address, space, port. An end that the table does not name is empty. */
function endOf(line) {
  const [, address, port] = /^Node \d: \[?(.*?)\]?:(\d+)$/.exec(line) ?? [];
  return address === undefined || address === "" ? "" : `${address} ${port}`;
}

/** The two ends of a packet: the last address of each, inside tunnels. */
function endsOf([sourceV4, sourceV6, sourcePort, targetV4, targetV6, targetPort]) {
  return [
    `${sourceV4.at(-1) ?? sourceV6.at(-1) ?? ""} ${sourcePort.at(-1)}`,
    `${targetV4.at(-1) ?? targetV6.at(-1) ?? ""} ${targetPort.at(-1)}`,
  ];
}

/** A table of TLS names one end only. */
function wholeEnds(named, known) {
  return named.map((end, index) => (end === "" ? known.find((other) => other !== named[1 - index]) : end));
}

function quicStreams(path, keys) {
  const fields = [
    "quic.connection.number",
    ...["ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport"],
    ...["stream.stream_id", "stream.off", "stream.offset", "stream.len", "stream.length", "stream_data"].map((name) => `quic.${name}`),
  ];
  const streams = new Map();
  for (const [connections, ...words] of fieldLines(path, keys, "quic.stream.stream_id", fields)) {
    const ends = endsOf(words.slice(0, 6));
    const [ids, haveOffset, offsets, haveLength, lengths, data] = words.slice(6);
    for (const [index, id] of ids.entries()) {
      const offset = haveOffset[index] === "1" ? Number(offsets.shift()) : 0;
      const isEmpty = haveLength[index] === "1" && Number(lengths.shift()) === 0;
      if (isEmpty) continue;
      const key = `${connections[0]} ${id}`;
      if (!streams.has(key))
        streams.set(key, { protocol: "quic", streamId: Number(id), order: Number(connections[0]), ends, pieces: [[], []] });
      const stream = streams.get(key);
      stream.pieces[ends[0] === stream.ends[0] ? 0 : 1].push({ offset, bytes: Buffer.from(data.shift() ?? "", "hex") });
    }
  }
  return [...streams.values()]
    .sort((a, b) => a.order - b.order || a.streamId - b.streamId)
    .map(({ pieces, order, ...stream }) => ({ ...stream, sides: pieces.map(inOrder) }));
}

/** Pieces as one, each byte once; holes are left out. */
function inOrder(pieces) {
  const parts = [];
  let next = 0;
  for (const { offset, bytes } of [...pieces].sort((a, b) => a.offset - b.offset)) {
    const from = Math.max(0, next - offset);
    if (from >= bytes.length) continue;
    parts.push(bytes.subarray(from));
    next = offset + bytes.length;
  }
  return Buffer.concat(parts);
}
