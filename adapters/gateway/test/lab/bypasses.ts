/**
 * Ways around a gateway, as apps and people use them. Each must reach the outside through an ordinary router, or the test of the gateway would
 * prove nothing; and none may put one packet on the outside of the gateway in Local Data Mode.
 */
import { fileURLToPath } from "node:url";

/** A way around. */
export interface Bypass {
  readonly name: string;
  /** Run on the device. */
  readonly command: readonly string[];
  /** True where an ordinary router of ours (plain forwarding, no translation) drops it too: then the router proves nothing, and it is said. */
  readonly diesAtRouter?: true;
}

const deviceScript = fileURLToPath(new URL("./device.mjs", import.meta.url));
const rawScript = fileURLToPath(new URL("./raw.py", import.meta.url));

/** The words that make the device do steps of `device.mjs`. */
export function deviceSteps(...steps: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [process.execPath, deviceScript, JSON.stringify(steps)];
}

const raw = (kind: string, destination = "10.99.0.12"): readonly string[] => ["python3", rawScript, kind, destination];
const tcp = (port: number, host = "10.99.0.12"): readonly string[] =>
  deviceSteps({ kind: "tcp", host, port, send: "knock", wait: 700, first: true });
const udp = (port: number, host = "10.99.0.13", send = "knock"): readonly string[] =>
  deviceSteps({ kind: "udp", host, port, send, wait: 500 });

/** Every technique of the threat table that a network can carry. */
export const bypasses: readonly Bypass[] = [
  { name: "a hard-coded resolver", command: deviceSteps({ kind: "dns", server: "10.99.0.10", name: "upload.example.com" }) },
  {
    name: "a hard-coded resolver over TCP",
    command: deviceSteps({ kind: "dns", server: "10.99.0.10", name: "upload.example.com", tcp: true }),
  },
  {
    name: "a tunnel in DNS names",
    command: deviceSteps({
      kind: "dns",
      server: "10.99.0.10",
      name: `${"5ec2e7".repeat(9)}.${"da7a".repeat(12)}.t.example.net`,
      type: "TXT",
    }),
  },
  {
    name: "DNS over HTTPS by address",
    command: deviceSteps({ kind: "tls", host: "10.99.0.11", servername: "dns.example", path: "/dns-query", wait: 1_500 }),
  },
  { name: "DNS over TLS", command: tcp(853) },
  { name: "DNS over QUIC", command: udp(853) },
  { name: "DNSCrypt", command: udp(443, "10.99.0.11", `r6fnvWj8${"x".repeat(256)}`) },
  { name: "QUIC", command: udp(443, "10.99.0.13", "x".repeat(1_200)) },
  {
    name: "HTTPS to an address of its own",
    command: deviceSteps({ kind: "tls", host: "10.99.0.12", servername: "upload.example.com", wait: 1_500 }),
  },
  { name: "HTTP to an address of its own", command: tcp(80) },
  { name: "a push service on port 19000", command: tcp(19_000) },
  { name: "a push service on port 5223", command: tcp(5_223) },
  { name: "MQTT over TLS", command: tcp(8_883) },
  {
    name: "web ports beside the usual",
    command: deviceSteps(
      { kind: "tcp", host: "10.99.0.12", port: 8_080, wait: 1_500 },
      { kind: "tcp", host: "10.99.0.12", port: 8_443, wait: 1_500 },
    ),
  },
  { name: "SSH", command: tcp(22) },
  { name: "a SOCKS proxy outside", command: tcp(1_080) },
  { name: "an onion relay", command: tcp(9_001) },
  { name: "WireGuard", command: udp(51_820) },
  { name: "OpenVPN", command: udp(1_194) },
  { name: "IPsec through address translation", command: udp(4_500) },
  { name: "STUN", command: udp(3_478) },
  { name: "a tunnel in time requests", command: udp(123, "10.99.0.13", `\x23${"t".repeat(200)}`) },
  { name: "IPv6 over TCP", command: tcp(443, "fd99::10") },
  { name: "IPv6 over UDP", command: udp(443, "fd99::10") },
  { name: "DNS over IPv6", command: udp(53, "fd99::10") },
  { name: "a tunnel in echo requests", command: raw("echo") },
  { name: "a tunnel in IPv6 echo requests", command: raw("echo6", "fd99::10") },
  { name: "GRE", command: raw("protocol-47") },
  { name: "IPsec ESP", command: raw("protocol-50") },
  { name: "IP in IP", command: raw("protocol-4") },
  { name: "IPv6 in IP", command: raw("protocol-41") },
  { name: "SCTP", command: raw("protocol-132") },
  { name: "an unknown protocol", command: raw("protocol-253") },
  { name: "fragments", command: raw("fragments") },
  { name: "fragments of a TCP header", command: raw("tiny-fragments") },
  { name: "fragments to port 53", command: raw("dns-fragments") },
  { name: "another source address", command: raw("spoofed"), diesAtRouter: true },
  { name: "the gateway's own loopback as the source", command: raw("spoofed-local"), diesAtRouter: true },
  { name: "a source route", command: raw("source-route"), diesAtRouter: true },
  { name: "a VLAN tag", command: raw("vlan"), diesAtRouter: true },
  { name: "TCP without a beginning", command: raw("mid-stream") },
  { name: "port 53 as the source", command: raw("source-port-53") },
  { name: "multicast", command: udp(1_900, "239.255.255.250", "M-SEARCH"), diesAtRouter: true },
  { name: "the gateway's outer address", command: tcp(80, "10.99.0.1"), diesAtRouter: true },
  {
    name: "the gateway as a proxy",
    command: deviceSteps(
      { kind: "tcp", host: "10.77.0.1", port: 8_080, wait: 1_500 },
      { kind: "tcp", host: "10.77.0.1", port: 3_128, wait: 1_500 },
    ),
    diesAtRouter: true,
  },
];
