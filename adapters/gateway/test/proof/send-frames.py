# Sends the frames of a pcap as they are: send-frames.py PCAP INTERFACE FRAMES-PER-SECOND. Prints how many were sent, refused, and the seconds.
import socket, struct, sys, time

path, interface, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind((interface, 0))
sent = refused = 0
began = time.monotonic()
with open(path, "rb") as capture:
    capture.read(24)
    while True:
        head = capture.read(16)
        if len(head) < 16: break
        frame = capture.read(struct.unpack("<I", head[8:12])[0])
        try: link.send(frame)
        except OSError: refused += 1
        sent += 1
        if sent % 32 == 0:
            wait = began + sent / rate - time.monotonic()
            if wait > 0: time.sleep(wait)
print(sent, refused, time.monotonic() - began)
