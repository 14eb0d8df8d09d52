# Sends DNS questions as fast as it can, from the device of the lab: flood.py SECONDS MODE. Prints what was sent and what came back, and the seconds.
# MODE "names": every question another name; "ports": also another source port each (a raw socket), "sources": another source address each.
import random, socket, struct, sys, time

seconds, mode = float(sys.argv[1]), sys.argv[2]
GATEWAY = "10.77.0.1"

def question(ident, label):
    return struct.pack("!6H", ident & 0xffff, 0x0100, 1, 0, 0, 0) + bytes([len(label)]) + label + b"\x01t\x07example\x00" + struct.pack("!2H", 1, 1)

# Made beforehand: making them takes longer than sending them.
MANY = 20000
questions = [question(index, b"%08x" % index) for index in range(MANY)]
sent = received = longest = addresses = 0
if mode == "names":
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.setblocking(False)
    link.connect((GATEWAY, 53))
    packets = questions
else:
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    link.bind(("d0", 0))
    own = link.getsockname()[4]
    # One ordinary datagram: its MAC address is known then.
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", (GATEWAY, 53))
    time.sleep(0.5)
    gateway = next(bytes.fromhex(line.split()[3].replace(":", "")) for line in open("/proc/net/arp") if line.startswith(GATEWAY + " "))
    packets = []
    for index, body in enumerate(questions):
        source = "10.77.0.2" if mode == "ports" else "10.77.0.%d" % random.randrange(4, 250)
        datagram = struct.pack("!4H", index * 7 & 0xffff, 53, 8 + len(body), 0) + body
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 7, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(GATEWAY))
        total = sum(struct.unpack("!10H", head)); total = (total & 0xffff) + (total >> 16); total = (total & 0xffff) + (total >> 16)
        packets.append(gateway + own + b"\x08\x00" + head[:10] + struct.pack("!H", ~total & 0xffff) + head[12:] + datagram)

began = time.monotonic()
until = began + seconds
send = link.send
at = 0
while time.monotonic() < until:
    for packet in packets[at : at + 64]:
        try: send(packet)
        except OSError: continue
        sent += 1
    at = (at + 64) % MANY
    if mode != "names": continue
    try:
        while True:
            reply = link.recv(4096)
            received += 1
            longest = max(longest, len(reply))
            addresses += struct.unpack("!H", reply[6:8])[0]
    except OSError: pass
print(sent, received, longest, addresses, time.monotonic() - began)
