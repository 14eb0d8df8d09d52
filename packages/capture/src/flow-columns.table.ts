/**
 * The columns of conversations as they are kept in the warehouse: Zeek's names in camelCase, one row a conversation. What the address databases
 * and the endpoint catalogue said when the capture was read stands beside it.
 */
import type { MixedTable } from "@creance/core";

const bytes = (doc: string) => ({ type: "float64", unit: "B", doc, whole: true }) as const;
const count = (doc: string) => ({ type: "float64", unit: "", doc, whole: true }) as const;
const text = (doc: string) => ({ type: "text", unit: "", doc }) as const;

/** Every column of a conversation. */
export const flowColumns = {
  flowId: text("16 hexadecimal characters: the same for the same capture."),
  timeUs: { type: "float64", unit: "µs", doc: "First packet, microseconds since 1970-01-01 UTC.", whole: true },
  durationUs: { type: "float64", unit: "µs", doc: "From the first to the latest packet.", whole: true },
  transport: text("`tcp`, `udp`, `icmp` or `other`."),
  origIp: text("Address of the one who opened it, RFC 5952 or dotted."),
  origPort: { type: "int32", unit: "", doc: "Port of the one who opened it; ICMP: type." },
  respIp: text("Address of the one who answered."),
  respPort: { type: "int32", unit: "", doc: "Port of the one who answered; ICMP: answering type or code." },
  service: text("Zeek's words, joined by a comma; read from the contents, never from a port."),
  server: text("Server name where one is known, else the address: what destinations are grouped by."),
  serverName: text("The best server name there is."),
  serverNameSource: text("How the server name is known: `host`, `sni`, `quicSni`, `dns`, `certificate`, `echOuter` or `none`."),
  ja4: text("Fingerprint of the TLS or QUIC hello."),
  alpn: text("Protocol offered or agreed inside TLS."),
  version: text("TLS, DTLS or QUIC version."),
  origBytes: bytes("Contents from the one who opened it: what went out."),
  respBytes: bytes("Contents from the one who answered: what came in."),
  origIpBytes: bytes("IP packets from the one who opened it, headers included."),
  respIpBytes: bytes("IP packets from the one who answered, headers included."),
  origWireBytes: bytes("Whole frames from the one who opened it, as on the wire."),
  respWireBytes: bytes("Whole frames from the one who answered, as on the wire."),
  origPkts: count("Packets from the one who opened it."),
  respPkts: count("Packets from the one who answered."),
  missedBytes: bytes("Contents that were sent and are not in the capture."),
  retransmittedBytes: bytes("Contents sent more than once."),
  connState: text("Zeek's word for how a TCP connection went."),
  directionInferred: { type: "uint8", unit: "", doc: "1: no handshake and no first packet told who opened it." },
  vlan: { type: "float64", unit: "", doc: "VLAN tags, outer * 4096 + inner.", whole: true },
  tunnelDepth: { type: "uint8", unit: "", doc: "Tunnels around it." },
  rttUs: {
    type: "float64",
    unit: "µs",
    doc: "Shortest time between SYN and SYN-ACK as seen where the capture was taken; unknown in captures whose times are an app's own.",
    whole: true,
  },
  uid: { type: "float64", unit: "", doc: "App id of the phone.", whole: true },
  app: text("App name where the capture carries it."),
  package: text("App package where the capture carries it."),
  appKey: text("Package, else the app's name: what apps are grouped by."),
  asn: { type: "float64", unit: "", doc: "Autonomous system that announces the server's address.", whole: true },
  operator: text("Name of that system's operator."),
  networkKind: text("`delivery` or `cloud` where the operator's network says little about a place."),
  respScope: text("What kind of address answered: `public`, `private`, `linkLocal` ..."),
  countries: text(
    "Each country database's opinion, ISO 3166-1 alpha-2, in the order of the capture's databases, joined by a space; `--` where one has nothing.",
  ),
  endpointPattern: text("Row of the endpoint catalogue that fits."),
  endpointOwner: text("Its owner."),
  endpointRole: text("Its role, e.g. `flightLogUpload`."),
  endpointConfidence: text("How sure the catalogue is."),
} as const satisfies MixedTable;
