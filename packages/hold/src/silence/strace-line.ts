/**
 * One line of `strace -f -s 0 -e trace=%network,io_uring_setup -o FILE`, as a system call with the address it names. Strings that a program sent are not in such a
 * trace, paths of local sockets are: both are skipped as quoted text before anything is looked for, so that no text can pass for an address.
 */

/** A family and, where the call names one, the address. */
export interface SocketAddress {
  /** As strace writes it: `AF_INET`, `AF_UNIX`, ... */
  readonly family: string;
  /** `127.0.0.1`, `2001:db8::1`, `/run/x.sock`, `@abstract`; `null` for other families and unnamed sockets. */
  readonly address: string | null;
  readonly port: number | null;
}

/** A line. */
export type StraceLine =
  | {
      readonly kind: "call";
      readonly pid: number;
      /** `connect`, `sendto`, ... */
      readonly name: string;
      /** Addresses in the arguments, in order. */
      readonly addresses: readonly SocketAddress[];
      /** First argument of `socket` and `socketpair`, `null` otherwise. */
      readonly family: string | null;
      /** Second argument of `socket` without its flags: `SOCK_STREAM`; `null` otherwise. */
      readonly socketType: string | null;
      /** `0`, `20`, `ENETUNREACH`; `null` where the call did not return. */
      readonly result: string | null;
    }
  /** The first half of a call that another one interrupted. */
  | { readonly kind: "begun"; readonly pid: number; readonly name: string; readonly text: string }
  /** Its second half. */
  | { readonly kind: "resumed"; readonly pid: number; readonly name: string; readonly text: string }
  /** A process that ended. */
  | { readonly kind: "ended"; readonly pid: number }
  /** A signal, or nothing. */
  | { readonly kind: "nothing" }
  /** No line of a trace: whoever wants to show that nothing was sent must not pass over it. */
  | { readonly kind: "unreadable" };

/** Longer lines are not read: the longest call has a few hundred characters. */
const MAX_LINE_LENGTH = 16_384;

const PID = /^(\d{1,10}) +/;
const CALL = /^([a-z_][a-z0-9_]{0,31})\(/;
const RESUMED = /^<\.\.\. ([a-z_][a-z0-9_]{0,31}) resumed>/;
const UNFINISHED = " <unfinished ...>";

/** Reads a line without its end. Never throws. */
export function readStraceLine(line: string): StraceLine {
  if (line.trim() === "") return { kind: "nothing" };
  const found = line.length > MAX_LINE_LENGTH ? null : PID.exec(line);
  const rest = found === null ? line : line.slice(found[0].length);
  if (line.length > MAX_LINE_LENGTH || found === null) return { kind: "unreadable" };
  const pid = Number(found[1]);
  if (rest.startsWith("+++ ") && rest.endsWith(" +++")) return { kind: "ended", pid };
  if (rest.startsWith("--- ") && rest.endsWith(" ---")) return { kind: "nothing" };
  const resumed = RESUMED.exec(rest);
  if (resumed?.[1] !== undefined) return { kind: "resumed", pid, name: resumed[1], text: rest.slice(resumed[0].length) };
  const name = CALL.exec(rest)?.[1];
  if (name === undefined) return { kind: "unreadable" };
  if (rest.endsWith(UNFINISHED)) return { kind: "begun", pid, name, text: rest.slice(name.length + 1, -UNFINISHED.length) };
  return readCall(pid, name, rest.slice(name.length + 1));
}

/** A call from what stands behind its opening bracket; both halves of an interrupted one joined. */
export function readCall(pid: number, name: string, text: string): StraceLine {
  const { bare, strings } = withoutStrings(text);
  const end = /\) += (\S+)(?: (E[A-Z0-9]+))?/.exec(bare);
  // Killed in the middle of it: `= ?`.
  if (end === null) return { kind: "unreadable" };
  const [, value = "", error] = end;
  const args = bare.slice(0, end.index);
  const addresses = addressesIn(args, strings);
  if (addresses === null) return { kind: "unreadable" };
  const [family = null, type = null] = name === "socket" || name === "socketpair" ? args.split(/, ?/) : [];
  if (family !== null && !/^(?:AF_[A-Z0-9_]+|0x[0-9a-f]+|\d+)/.test(family)) return { kind: "unreadable" };
  return {
    kind: "call",
    pid,
    name,
    addresses,
    family: family === null ? null : (/^\S+/.exec(family)?.[0] ?? family),
    socketType: type?.split("|")[0] ?? null,
    result: value === "?" ? null : value === "-1" ? (error ?? "-1") : value,
  };
}

/** The text with `""` for each quoted string, and the strings. Strings are quoted with `\"` inside, other bytes as `\n`, `\0` or octal. */
function withoutStrings(text: string): { readonly bare: string; readonly strings: readonly string[] } {
  const strings: string[] = [];
  const bare = text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inside: string) => {
    strings.push(inside);
    return `"${strings.length - 1}"`;
  });
  return { bare, strings };
}

/** Every socket address in the arguments; `null` where one cannot be read. */
function addressesIn(args: string, strings: readonly string[]): readonly SocketAddress[] | null {
  const found: SocketAddress[] = [];
  for (const [, family = "", members = ""] of args.matchAll(/\{sa_family=([A-Za-z0-9_]+)([^{}]*)\}/g)) {
    const address = addressOf(family, members, strings);
    if (address === null) return null;
    found.push(address);
  }
  // An address whose braces hold something else would be passed over.
  return args.split("sa_family=").length - 1 === found.length ? found : null;
}

function addressOf(family: string, members: string, strings: readonly string[]): SocketAddress | null {
  const quotedAt = (pattern: RegExp): string | undefined => strings[Number(pattern.exec(members)?.[1] ?? Number.NaN)];
  if (family === "AF_INET" || family === "AF_INET6") {
    const port = /sin6?_port=htons\((\d{1,5})\)/.exec(members)?.[1];
    const address = quotedAt(family === "AF_INET" ? /sin_addr=inet_addr\("(\d+)"\)/ : /inet_pton\(AF_INET6, "(\d+)", &sin6_addr\)/);
    return port === undefined || address === undefined ? null : { family, address, port: Number(port) };
  }
  if (family === "AF_UNIX") {
    const path = quotedAt(/sun_path=@?"(\d+)"/);
    if (path === undefined) return { family, address: null, port: null };
    return { family, address: members.includes("sun_path=@") ? `@${path.replace(/(?:\\0)+$/, "")}` : path, port: null };
  }
  return { family, address: null, port: null };
}
