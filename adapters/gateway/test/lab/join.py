# Joins the namespaces of a process as an ordinary user and runs a command there with its rights: join.py PID [--mount] -- COMMAND...
# (nsenter drops the rights of a user namespace when it runs a program as anybody but its root; tcpdump will not run as that root.)
import ctypes, os, struct, sys

pid, rest = sys.argv[1], sys.argv[2:]
kinds = ["user"] + (["mnt"] if "--mount" in rest[:rest.index("--")] else []) + ["net"]
libc = ctypes.CDLL(None, use_errno=True)

def must(result, what):
    if result != 0: sys.exit(f"{what}: {os.strerror(ctypes.get_errno())}")

handles = [os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY) for kind in kinds]
for kind, handle in zip(kinds, handles): must(libc.setns(handle, 0), f"joining {kind}")
header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
data = ctypes.create_string_buffer(24)
must(libc.capget(header, data), "capget")
effective = struct.unpack("=6I", data.raw[:24])
low, high = effective[1], effective[4]
must(libc.capset(header, ctypes.create_string_buffer(struct.pack("=6I", low, low, low, high, high, high))), "capset")
for capability in range(64):
    if (low, high)[capability // 32] >> capability % 32 & 1: must(libc.prctl(47, 2, capability, 0, 0), f"keeping right {capability}")
command = rest[rest.index("--") + 1:]
os.execvp(command[0], command)
