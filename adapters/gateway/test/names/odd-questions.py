# Asks the gateway of the lab ordinary and odd questions, one after the other; waits for each answer.
import socket, struct

link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.settimeout(15)
link.connect(("10.77.0.1", 53))
ident = 0

def ask(labels, kind=1, group=1, flags=0x0100, opt=b"", count=1, more=b""):
    global ident
    ident += 1
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    link.send(struct.pack("!6H", ident, flags, count, 0, 0, 1 if opt else 0) + name + struct.pack("!2H", kind, group) + opt + more)
    link.recv(4096)

FLY = [b"fly", b"example", b"org"]
OPT = b"\0" + struct.pack("!HHIH", 41, 4096, 0x8000, 0)
SUBNET = b"\0" + struct.pack("!HHIH", 41, 4096, 0, 11) + bytes([0, 8, 0, 7, 0, 1, 24, 0, 203, 0, 113])
ask(FLY)
ask([label.upper() for label in FLY])
ask(FLY, kind=28)
ask(FLY, kind=65, opt=OPT)
ask(FLY, opt=OPT)
ask(FLY, opt=SUBNET)
ask(FLY, kind=255)
ask(FLY, kind=252)
ask(FLY, group=3)
ask(FLY, group=255)
ask(FLY, flags=0x2800)
ask(FLY, count=2)
ask(FLY, more=b"\0")
ask(FLY, opt=b"\0" + struct.pack("!HHIH", 41, 4096, 0x10000, 0))
ask([b"www"] + FLY)
ask([])
ask([b"use-application-dns", b"net"])
ask([b"_dns", b"resolver", b"arpa"], kind=64)
ask([b"a" * 63, b"b" * 63, b"c" * 63, b"d" * 61], kind=16, opt=OPT)
ask([b"\xff\x00 .", b"t", b"example"], kind=10)
