# Floods the gateway from the device of the lab until it is killed, whether the link is up or not: flood.py MAC-OF-GATEWAY MAC-OF-DEVICE.
# TCP, UDP (443, 53, 123 and others), echo requests, IPv6, fragments; to outside, synthetic and local addresses.
import random, socket, struct, sys, time

gateway = bytes.fromhex(sys.argv[1].replace(":", ""))
link = None
random.seed(7)
own = bytes.fromhex(sys.argv[2].replace(":", ""))

def checksum(data):
    if len(data) % 2: data += b"\0"
    total = sum(struct.unpack(f"!{len(data)//2}H", data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff

def ipv4(protocol, destination, body, flags=0):
    def head(check):
        return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), random.randrange(65536), flags, 64, protocol, check, socket.inet_aton("10.77.0.2"), socket.inet_aton(destination))
    return b"\x08\0" + head(checksum(head(0))) + body

def ipv6(protocol, body):
    source, destination = socket.inet_pton(socket.AF_INET6, "fd77::2"), socket.inet_pton(socket.AF_INET6, "fd99::10")
    return b"\x86\xdd" + struct.pack("!IHBB", 0x60000000, len(body), protocol, 64) + source + destination + body

places = ["203.0.113.11", "10.99.0.10", "10.99.0.11", "198.18.0.1", "198.18.0.2", "10.99.0.1", "10.77.0.1", "8.8.8.8"]
frames = []
for place in places:
    for port in (22, 53, 80, 123, 443, 853, 5223, 8883, 19000, 51820):
        syn = struct.pack("!HHIIBBHHH", random.randrange(1024, 65535), port, random.randrange(1 << 32), 0, 5 << 4, 2, 8192, 0, 0)
        ack = struct.pack("!HHIIBBHHH", random.randrange(1024, 65535), port, 1, 1, 5 << 4, 0x18, 8192, 0, 0) + b"must not leave"
        frames += [ipv4(6, place, syn), ipv4(6, place, ack), ipv4(17, place, struct.pack("!HHHH", random.randrange(1024, 65535), port, 72, 0) + b"y" * 64)]
    echo = struct.pack("!BBHHH", 8, 0, 0, 1, 1) + b"z" * 32
    frames += [ipv4(1, place, echo[:2] + struct.pack("!H", checksum(echo)) + echo[4:]), ipv4(47, place, b"g" * 40), ipv4(17, place, b"f" * 64, flags=0x2000)]
frames += [ipv6(17, struct.pack("!HHHH", 9, 443, 72, 0) + b"s" * 64), ipv6(6, struct.pack("!HHIIBBHHH", 9, 443, 1, 0, 5 << 4, 2, 8192, 0, 0)), ipv6(58, b"\x80\0\0\0\0\1\0\1" + b"e" * 32)]

print("ready", flush=True)
while True:
    try:
        if link is None:
            link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            link.bind(("d0", 0))
        for frame in frames: link.send(gateway + own + frame)
    except OSError:
        link = None
    time.sleep(0.01)
