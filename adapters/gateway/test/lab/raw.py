# Sends one packet that no ordinary program would, from the device of the lab: raw.py KIND DESTINATION. As root of its namespace.
import socket, struct, sys

kind, destination = sys.argv[1], sys.argv[2]
PAYLOAD = b"creance lab: this must not leave " * 4
SOURCE = "10.77.0.2"

def checksum(data):
    if len(data) % 2: data += b"\0"
    total = sum(struct.unpack(f"!{len(data)//2}H", data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff

def ipv4(protocol, body, source=SOURCE, options=b"", flags=0, ident=77, ttl=64):
    length = 20 + len(options)
    def head(check):
        return struct.pack("!BBHHHBBH4s4s", 0x40 | length // 4, 0, length + len(body), ident, flags, ttl, protocol, check, socket.inet_aton(source), socket.inet_aton(destination)) + options
    return head(checksum(head(0))) + body

def udp(port, body=PAYLOAD):
    return struct.pack("!HHHH", 40000, port, 8 + len(body), 0) + body

def syn(port):
    return struct.pack("!HHIIBBHHH", 40001, port, 1, 0, 5 << 4, 2, 8192, 0, 0)

def frames(packets, ethertype=0x0800, tag=b""):
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    link.bind(("d0", 0))
    own = link.getsockname()[4]
    gateway = None
    for line in open("/proc/net/arp").read().splitlines()[1:]:
        if line.split()[0] == "10.77.0.1": gateway = bytes.fromhex(line.split()[3].replace(":", ""))
    if gateway in (None, b"\0" * 6): sys.exit("the gateway's MAC address is not known")
    for packet in packets: link.send(gateway + own + tag + struct.pack("!H", ethertype) + packet)

if kind == "echo":
    body = struct.pack("!BBHHH", 8, 0, 0, 7, 1) + PAYLOAD
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    frames([ipv4(1, body)])
elif kind == "echo6":
    s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    s.sendto(struct.pack("!BBHHH", 128, 0, 0, 7, 1) + PAYLOAD, (destination, 0))
elif kind.startswith("protocol-"):
    frames([ipv4(int(kind.split("-")[1]), PAYLOAD)])
elif kind == "fragments":
    whole = udp(9999, PAYLOAD * 20)
    frames([ipv4(17, whole[:1480], flags=0x2000), ipv4(17, whole[1480:], flags=1480 // 8)])
elif kind == "tiny-fragments":
    whole = syn(443)
    frames([ipv4(6, whole[:8], flags=0x2000), ipv4(6, whole[8:], flags=1)])
elif kind == "dns-fragments":
    whole = udp(53, PAYLOAD * 20)
    frames([ipv4(17, whole[:1480], flags=0x2000), ipv4(17, whole[1480:], flags=1480 // 8)])
elif kind == "spoofed":
    frames([ipv4(17, udp(9999), source="10.99.0.77")])
elif kind == "spoofed-local":
    frames([ipv4(17, udp(9999), source="127.0.0.1")])
elif kind == "source-route":
    frames([ipv4(17, udp(9999), options=bytes([131, 7, 4]) + socket.inet_aton("10.99.0.12") + b"\0")])
elif kind == "vlan":
    frames([ipv4(17, udp(9999))], tag=struct.pack("!HH", 0x8100, 99))
elif kind == "mid-stream":
    frames([ipv4(6, struct.pack("!HHIIBBHHH", 40001, 443, 1000, 1, 5 << 4, 0x18, 8192, 0, 0) + PAYLOAD)])
elif kind == "source-port-53":
    frames([ipv4(17, struct.pack("!HHHH", 53, 9999, 8 + len(PAYLOAD), 0) + PAYLOAD)])
else:
    sys.exit(f"unknown kind {kind}")
