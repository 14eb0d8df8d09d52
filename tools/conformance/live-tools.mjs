// tshark where it is installed: frames, bytes and names of a capture, as it sees them now.
import { spawnSync } from "node:child_process";

/** Version text of a program, `null` where it is not installed. */
export function versionOf(program, option = "--version") {
  const result = spawnSync(program, [option], { encoding: "utf8" });
  return result.error === undefined
    ? (`${result.stdout}${result.stderr}`.split("\n").find((line) => /\d+\.\d+/.test(line)) ?? program).trim()
    : null;
}

/** `{frames, wireBytes, names}` by tshark; `null` when it fails. `names`: SNI and HTTP hosts, lower case. */
export function tsharkFacts(path) {
  const fields = ["frame.len", "tls.handshake.extensions_server_name", "http.host", "http2.headers.authority"];
  const result = spawnSync(
    "tshark",
    ["-n", "-r", path, "-T", "fields", "-E", "separator=\t", ...fields.flatMap((field) => ["-e", field])],
    { encoding: "utf8", maxBuffer: 1 << 30, timeout: 120_000 },
  );
  if (result.error !== undefined) return null;
  let frames = 0;
  let wireBytes = 0;
  const names = new Set();
  for (const line of result.stdout.split("\n")) {
    if (line === "") continue;
    const [length, ...words] = line.split("\t");
    frames++;
    wireBytes += Number(length);
    for (const word of words) for (const name of word.split(",")) if (name !== "") names.add(plainName(name));
  }
  return { frames, wireBytes, names };
}

/** A name as it is compared: lower case, without port and final dot. */
export function plainName(name) {
  const bare = name.toLowerCase().trim();
  const bracketed = /^\[([0-9a-f:.]+)\](:\d+)?$/.exec(bare);
  if (bracketed !== null) return bracketed[1];
  return /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/.test(bare) ? bare : bare.replace(/:\d+$/, "").replace(/\.$/, "");
}
