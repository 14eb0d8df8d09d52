/** A traced run is silent only when every line was read and none led out. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SilenceTally, type SilenceVerdict } from "../../src/silence/index.ts";
import { readStraceLine } from "../../src/silence/strace-line.ts";
import { realTrace } from "./real-trace.ts";

function verdictOf(...lines: readonly string[]): SilenceVerdict {
  const tally = new SilenceTally();
  for (const line of lines) tally.add(line);
  return tally.verdict();
}

function codesOf(...lines: readonly string[]): readonly string[] {
  return verdictOf(...lines).failures.map(({ code }) => code);
}

const server = [
  "100 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 21",
  "100 setsockopt(21, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0",
  '100 bind(21, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
  "100 listen(21, 511)                   = 0",
  '100 getsockname(21, {sa_family=AF_INET, sin_port=htons(33011), sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 0',
  '100 accept4(21, {sa_family=AF_INET, sin_port=htons(51234), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC|SOCK_NONBLOCK) = 24',
];

describe("a line", () => {
  test("of each kind", () => {
    expect(
      readStraceLine(
        '7 connect(19, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 EADDRNOTAVAIL (Cannot assign requested address)',
      ),
    ).toEqual({
      kind: "call",
      pid: 7,
      name: "connect",
      addresses: [{ family: "AF_INET6", address: "2001:db8::1", port: 443 }],
      family: null,
      socketType: null,
      result: "EADDRNOTAVAIL",
    });
    expect(readStraceLine("7 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 21")).toMatchObject({
      family: "AF_NETLINK",
      socketType: "SOCK_RAW",
      result: "21",
    });
    expect(readStraceLine('7 connect(20, {sa_family=AF_UNIX, sun_path=@"abstract\\0\\0\\0"}, 110) = 0')).toMatchObject({
      addresses: [{ family: "AF_UNIX", address: "@abstract" }],
    });
    expect(readStraceLine("7 connect(20, {sa_family=AF_UNIX}, 2) = 0")).toMatchObject({
      addresses: [{ family: "AF_UNIX", address: null }],
    });
    expect(readStraceLine("7 +++ exited with 0 +++")).toEqual({ kind: "ended", pid: 7 });
    expect(readStraceLine("7 +++ killed by SIGKILL +++")).toEqual({ kind: "ended", pid: 7 });
    expect(readStraceLine("7 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---")).toEqual({ kind: "nothing" });
    expect(readStraceLine("7 recvfrom(3 <unfinished ...>")).toMatchObject({ kind: "begun", name: "recvfrom" });
    expect(readStraceLine("7 <... recvfrom resumed>, ..., 16) = ?")).toMatchObject({ kind: "resumed", name: "recvfrom" });
    for (const odd of ["7", "hello", "7 hello", "x connect(3) = 0", `7 connect(${"a".repeat(20_000)}) = 0`]) {
      expect(readStraceLine(odd)).toEqual({ kind: "unreadable" });
    }
  });

  test("a path that looks like an address is a path", () => {
    const line =
      '7 connect(19, {sa_family=AF_UNIX, sun_path="/tmp/x\\"}, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr(\\"192.0.2.1\\")} = 0"}, 110) = -1 ENOENT (No such file or directory)';
    expect(readStraceLine(line)).toMatchObject({ kind: "call", addresses: [{ family: "AF_UNIX" }], result: "ENOENT" });
  });

  test("an address that is not written as strace writes it is unreadable, not passed over", () => {
    for (const odd of [
      "7 connect(3, {sa_family=AF_INET, sin_port=htons(443)}, 16) = 0",
      '7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr={s="192.0.2.1"}}, 16) = 0',
      '7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16)',
      "7 socket(what, SOCK_STREAM, 0) = 3",
    ])
      expect([odd, readStraceLine(odd).kind]).toEqual([odd, "unreadable"]);
  });
});

describe("silent", () => {
  test("a server on loopback, local sockets, the kernel's list of interfaces", () => {
    const verdict = verdictOf(
      ...server,
      "100 socketpair(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0, [...]) = 0",
      '100 connect(19, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
      "101 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 21",
      "101 sendto(21, ..., 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20",
      '101 connect(24, {sa_family=AF_INET, sin_port=htons(33011), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)',
      "101 +++ exited with 0 +++",
    );
    expect(verdict.failures).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, processes: 2, calls: 11 });
    expect(verdict.sentence).toBe("11 network calls of 2 processes; families AF_INET, AF_UNIX, AF_NETLINK; outside addresses: none.");
    expect(verdict.addresses).toContainEqual({
      family: "AF_INET",
      address: "127.0.0.1:33011",
      call: "connect",
      calls: 1,
      results: { EINPROGRESS: 1 },
    });
  });

  test("a run that makes no network call at all is, when it was seen to run", () => {
    expect(verdictOf("100 +++ exited with 0 +++")).toMatchObject({ ok: true, calls: 0, processes: 1 });
    expect(codesOf()).toEqual(["nothing-traced"]);
  });
});

describe("not silent", () => {
  test("planted: a connection to a documentation address", () => {
    const verdict = verdictOf(
      ...server,
      '100 connect(22, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH (Network is unreachable)',
    );
    expect(verdict).toMatchObject({
      ok: false,
      failures: [
        { code: "outside-address", line: 7, sentence: "connect names 192.0.2.1:443, which is outside this machine (ENETUNREACH)." },
      ],
    });
    expect(verdict.sentence).not.toContain("none");
  });

  test.each([
    ["outside-address", '1 sendto(3, ..., 10, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.53")}, 16) = 10'],
    [
      "outside-address",
      '1 sendmsg(23, {msg_name={sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::53", &sin6_addr), sin6_scope_id=0}, msg_namelen=28, msg_iov=[...], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = -1 EADDRNOTAVAIL (Cannot assign requested address)',
    ],
    [
      "outside-address",
      '1 sendmmsg(3, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, msg_namelen=16}, msg_len=1}], 1, 0) = 1',
    ],
    ["outside-address", '1 bind(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.0.0.2")}, 16) = 0'],
    ["outside-address", '1 accept4(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.0.0.2")}, [16], 0) = 4'],
    [
      "outside-address",
      '1 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:192.0.2.1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
    ],
    ["outside-address", '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16) = 0'],
    ["foreign-port", '1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0'],
    [
      "foreign-port",
      '1 connect(3, {sa_family=AF_INET6, sin6_port=htons(3128), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 EINPROGRESS (Operation now in progress)',
    ],
    ["family", "1 socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL)) = 3"],
    ["family", "1 socket(AF_VSOCK, SOCK_STREAM, 0) = 3"],
    ["family", "1 socket(AF_BLUETOOTH, SOCK_SEQPACKET, 0) = -1 EAFNOSUPPORT (Address family not supported by protocol)"],
    ["raw-socket", "1 socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) = 3"],
    ["name-service", '1 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 110) = 0'],
    ["io-uring", "1 io_uring_setup(256, {flags=0, features=0}) = 5"],
    ["unreadable", "strace: out of memory"],
    ["unreadable", "1 <... connect resumed>) = 0"],
    ["unreadable", '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>'],
  ])("%s: %s", (code, line) => {
    expect(codesOf("1 +++ exited with 0 +++", line)).toEqual([code]);
  });

  test("a call that another one interrupts is put together again", () => {
    const begun = '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>';
    expect(codesOf(begun, "2 +++ exited with 0 +++", "1 <... connect resumed>)      = -1 EINPROGRESS (Operation now in progress)")).toEqual(
      ["outside-address"],
    );
    expect(
      codesOf(
        "1 accept4(3 <unfinished ...>",
        "1 <... accept4 resumed>, ..., [16], SOCK_CLOEXEC) = -1 EAGAIN (Resource temporarily unavailable)",
      ),
    ).toEqual([]);
  });

  test("a ring that the kernel refused carries nothing", () => {
    expect(codesOf("1 io_uring_setup(256, {flags=0}) = -1 ENOSYS (Function not implemented)")).toEqual([]);
  });

  test("a trace of a process that tried everything, as strace wrote it", () => {
    const verdict = verdictOf(...realTrace.split("\n"));
    const codes = new Set(verdict.failures.map(({ code }) => code));
    expect(codes).toEqual(new Set(["outside-address"]));
    const outside = verdict.failures.map(({ sentence }) => /names (\S+),/.exec(sentence)?.[1]);
    expect(new Set(outside)).toEqual(
      new Set(["192.0.2.1:443", "[2001:db8::1]:443", "192.0.2.53:53", "[2001:db8::53]:53", "10.255.255.53:53"]),
    );
    expect(verdict.failures.some(({ code }) => code === "unreadable")).toBe(false);
  });
});

describe("hostile traces", () => {
  test("any line, and any cut of a real one, is read or unreadable", () => {
    const lines = realTrace.split("\n");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void readStraceLine(text)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(300), fc.string({ maxLength: 4 }), (line, at, with_) => {
        const tally = new SilenceTally();
        tally.add(line.slice(0, at) + with_ + line.slice(at + with_.length));
        tally.add(line.slice(0, at));
        const { failures } = tally.verdict();
        expect(failures.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 500 },
    );
  });

  test("quotes, braces and brackets without end take no time", () => {
    for (const piece of ['"', '\\"', "{sa_family=AF_INET, ", "(", ") = ", "{", '{sa_family=AF_UNIX, sun_path="']) {
      readStraceLine(`1 connect(${piece.repeat(Math.floor(16_000 / piece.length))}`);
    }
  });

  test("many different addresses and failures: bounded, and said", () => {
    const tally = new SilenceTally();
    for (let n = 0; n < 12_000; n++) {
      tally.add(
        `1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.${n >> 16}.${(n >> 8) & 255}.${n & 255}")}, 16) = 0`,
      );
    }
    const verdict = tally.verdict();
    expect(verdict.addresses.length).toBeLessThanOrEqual(10_000);
    expect(verdict.failures).toHaveLength(100);
    expect(verdict.ok).toBe(false);
  });
});
