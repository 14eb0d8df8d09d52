/** What a traced run did with sockets, counted, and the verdict: did anything leave? */
import { readCall, readStraceLine, type SocketAddress, type StraceLine } from "./strace-line.ts";

/** A call family and how often. */
export interface FamilyCount {
  /** `AF_UNIX`, `AF_INET`, ... */
  readonly family: string;
  /** Calls that made a socket of it or named an address of it. */
  readonly calls: number;
}

/** An address that calls named. */
export interface AddressCount {
  readonly family: string;
  /** `127.0.0.1:8787`, `[2001:db8::1]:443`, `/run/nscd/socket`, `@name`; `unnamed` for a local socket without one. */
  readonly address: string;
  /** `connect`, `bind`, `sendto`, ... */
  readonly call: string;
  readonly calls: number;
  /** Results and how often: `0`, `ENOENT`. */
  readonly results: Readonly<Record<string, number>>;
}

/** Why a run is not silent. */
export interface SilenceFailure {
  readonly code:
    | "outside-address"
    | "foreign-port"
    | "family"
    | "raw-socket"
    | "name-service"
    | "io-uring"
    | "unreadable"
    | "nothing-traced"
    | "too-much";
  /** Line of the trace, from 1. */
  readonly line: number;
  readonly sentence: string;
}

/** What the trace of a run says. */
export interface SilenceVerdict {
  readonly ok: boolean;
  /** Network calls, and processes that were traced. */
  readonly calls: number;
  readonly processes: number;
  readonly families: readonly FamilyCount[];
  readonly addresses: readonly AddressCount[];
  /** At most 100. */
  readonly failures: readonly SilenceFailure[];
  readonly sentence: string;
}

const MAX_FAILURES = 100;
/** Different addresses that are kept apart: a silent run has a few dozen. */
const MAX_ADDRESSES = 10_000;
/** Calls that are interrupted at a time. */
const MAX_BEGUN = 10_000;

/** Local sockets, and the kernel's own words about interfaces. Internet families are judged by their address. */
const quietFamilies = new Set(["AF_UNIX", "AF_LOCAL", "AF_NETLINK", "AF_UNSPEC"]);
const internetFamilies = new Set(["AF_INET", "AF_INET6"]);
/** Calls that name the other end in order to reach it. */
const reaching = new Set(["connect", "sendto", "sendmsg", "sendmmsg"]);
/** Calls that tell where one's own socket is. */
const own = new Set(["bind", "getsockname"]);
/** Local sockets of programs that ask for names on behalf of others. */
const NAME_SERVICE = /resolve|avahi|mdns|dnsmasq|unbound|bind9/i;

/** Takes a trace line by line. Memory: bounded by the different addresses. */
export class SilenceTally {
  readonly #families = new Map<string, number>();
  readonly #addresses = new Map<
    string,
    { readonly family: string; readonly address: string; readonly call: string; calls: number; readonly results: Map<string, number> }
  >();
  readonly #failures: SilenceFailure[] = [];
  readonly #begun = new Map<number, { readonly name: string; readonly text: string }>();
  readonly #pids = new Set<number>();
  readonly #ownPorts = new Set<number>();
  readonly #reachedPorts: { readonly port: number; readonly line: number; readonly where: string }[] = [];
  #calls = 0;
  #line = 0;
  #failed = 0;

  /** The next line, without its end. */
  add(text: string): void {
    this.#line++;
    this.#take(readStraceLine(text));
  }

  /** What the lines so far say. `what` is what was traced: `creance import`. */
  verdict(): SilenceVerdict {
    const failures = [...this.#failures];
    const foreign = this.#reachedPorts.filter(({ port }) => !this.#ownPorts.has(port));
    for (const { line, where } of foreign.slice(0, MAX_FAILURES)) {
      failures.push({
        code: "foreign-port",
        line,
        sentence: `${where} is a port on this machine that is not the run's own: what listens there may pass things on.`,
      });
    }
    if (this.#begun.size > 0 && [...this.#begun.values()].some(({ name }) => reaching.has(name)))
      failures.push({ code: "unreadable", line: this.#line, sentence: "The trace ends inside a call that reaches out." });
    if (this.#pids.size === 0)
      failures.push({ code: "nothing-traced", line: 0, sentence: "The trace is empty: no process was seen, so it shows nothing." });
    const families = [...this.#families].map(([family, calls]) => ({ family, calls })).sort((a, b) => b.calls - a.calls);
    const addresses = [...this.#addresses.values()].map((each) => ({ ...each, results: Object.fromEntries(each.results) }));
    const outside = this.#failed + foreign.length;
    const ok = failures.length === 0;
    return {
      ok,
      calls: this.#calls,
      processes: this.#pids.size,
      families,
      addresses,
      failures: failures.slice(0, MAX_FAILURES),
      sentence: `${this.#calls} network calls of ${this.#pids.size} processes; families ${families.map(({ family }) => family).join(", ") || "none"}; ${ok ? "outside addresses: none." : `${Math.max(outside, failures.length)} things that a silent run does not do.`}`,
    };
  }

  #take(line: StraceLine): void {
    if (line.kind === "nothing") return;
    if (line.kind === "unreadable") {
      this.#fail("unreadable", "This line of the trace cannot be read, so nobody can say what it was.");
      return;
    }
    this.#pids.add(line.pid);
    if (line.kind === "ended") return;
    if (line.kind === "begun") {
      if (this.#begun.size >= MAX_BEGUN) this.#fail("too-much", "More calls are interrupted at a time than any run has.");
      else this.#begun.set(line.pid, line);
      return;
    }
    if (line.kind === "resumed") {
      const begun = this.#begun.get(line.pid);
      this.#begun.delete(line.pid);
      this.#take(begun?.name === line.name ? readCall(line.pid, line.name, begun.text + line.text) : { kind: "unreadable" });
      return;
    }
    this.#calls++;
    this.#call(line);
  }

  #call({ name, addresses, family, socketType, result }: Extract<StraceLine, { kind: "call" }>): void {
    if (name === "io_uring_setup") {
      if (result !== null && /^\d+$/.test(result))
        this.#fail("io-uring", "A ring of requests was set up (io_uring): what goes through it is not traced.");
      return;
    }
    if (family !== null) this.#countFamily(family);
    if (socketType === "SOCK_RAW" && family !== "AF_NETLINK" && family !== "AF_UNIX")
      this.#fail("raw-socket", `A raw socket (${family ?? "unknown"}) was asked for.`);
    for (const address of addresses) {
      if (family === null) this.#countFamily(address.family);
      this.#countAddress(address, name, result);
      this.#judge(address, name, result);
    }
  }

  #judge({ family, address, port }: SocketAddress, name: string, result: string | null): void {
    if (family === "AF_UNIX") {
      if (reaching.has(name) && address !== null && result !== null && /^\d+$/.test(result) && NAME_SERVICE.test(address))
        this.#fail("name-service", `${address} was reached: a program that asks for names on behalf of others.`);
      return;
    }
    if (!internetFamilies.has(family)) return;
    const where = addressText({ family, address, port });
    const isLoopback = isLoopbackAddress(address ?? "");
    if (own.has(name) && port !== null && (isLoopback || isUnspecified(address ?? ""))) {
      if (port !== 0) this.#ownPorts.add(port);
      return;
    }
    if (!isLoopback && !(isUnspecified(address ?? "") && !reaching.has(name))) {
      this.#fail("outside-address", `${name} names ${where}, which is outside this machine${result === null ? "" : ` (${result})`}.`);
    } else if (reaching.has(name) && port !== null && this.#reachedPorts.length < MAX_ADDRESSES) {
      this.#reachedPorts.push({ port, line: this.#line, where });
    }
  }

  #countFamily(family: string): void {
    const known = this.#families.get(family);
    if (known === undefined && !quietFamilies.has(family) && !internetFamilies.has(family))
      this.#fail("family", `${family} is a kind of socket that a silent run has no use for.`);
    if (known !== undefined || this.#families.size < MAX_ADDRESSES) this.#families.set(family, (known ?? 0) + 1);
  }

  #countAddress(address: SocketAddress, call: string, result: string | null): void {
    const text = addressText(address);
    const key = `${call} ${address.family} ${text}`;
    let counted = this.#addresses.get(key);
    if (counted === undefined) {
      if (this.#addresses.size >= MAX_ADDRESSES) {
        this.#fail("too-much", `More than ${MAX_ADDRESSES} different addresses: not all of them are listed.`);
        return;
      }
      counted = { family: address.family, address: text, call, calls: 0, results: new Map() };
      this.#addresses.set(key, counted);
    }
    counted.calls++;
    // A number of bytes or a file descriptor says no more than that it worked.
    const word = result === null ? "no answer" : /^\d+$/.test(result) ? "0" : result;
    counted.results.set(word, (counted.results.get(word) ?? 0) + 1);
  }

  #fail(code: SilenceFailure["code"], sentence: string): void {
    this.#failed++;
    if (this.#failures.length < MAX_FAILURES) this.#failures.push({ code, line: this.#line, sentence });
  }
}

function addressText({ family, address, port }: SocketAddress): string {
  if (address === null) return "unnamed";
  if (family === "AF_INET6") return `[${address}]:${port}`;
  return family === "AF_INET" ? `${address}:${port}` : address;
}

function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

function isUnspecified(address: string): boolean {
  return address === "0.0.0.0" || address === "::" || address === "::ffff:0.0.0.0";
}
