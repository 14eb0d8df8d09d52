/** dnsmasq with the plan's configuration, behind the rules: a device without an address gets one. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dhcpConfig } from "@creance/hold";
import { describe, expect, test } from "vitest";
import { setprivArguments } from "../../src/process/setpriv-arguments.ts";
import { fieldMissing, openField } from "../lab/field.ts";
import { examplePolicy } from "./example-policy.ts";

const script = fileURLToPath(new URL("./in-gateway.mjs", import.meta.url));
const missing = fieldMissing ?? (spawnSync("dnsmasq", ["--version"]).error === undefined ? null : "dnsmasq is not installed");

/** Asks for an address as a device without one does, and prints the answer's options. */
const discover = `import socket,struct,time
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET,socket.SO_BROADCAST,1)
s.setsockopt(socket.SOL_SOCKET,socket.SO_BINDTODEVICE,b"d0")
s.bind(("0.0.0.0",68))
mac=bytes.fromhex("020000000077")
p=struct.pack("!BBBBIHHIIII16s64s128sI",1,1,6,0,0x4242,0,0x8000,0,0,0,0,mac,b"",b"",0x63825363)+bytes([53,1,1,55,4,1,3,6,42,255])
s.settimeout(1)
for i in range(25):
    s.sendto(p,("255.255.255.255",67))
    try: d=s.recv(2000)
    except OSError: continue
    o=240; got={}
    while d[o]!=255:
        got[d[o]]=d[o+2:o+2+d[o+1]]; o+=2+d[o+1]
    ip=lambda b: socket.inet_ntoa(b)
    print(ip(d[16:20]), got[53][0], ip(got[1]), ip(got[3]), ip(got[6]), ip(got[42]))
    break`;

describe.skipIf(missing !== null)(`addresses${missing === null ? "" : ` (${missing})`}`, () => {
  test("a device is offered an address, and the gateway as router, resolver and clock", async () => {
    const field = await openField();
    const folder = mkdtempSync(join(tmpdir(), "creance-dhcp-"));
    try {
      const policy = examplePolicy();
      const [applied] = JSON.parse(
        field.gateway.must([process.execPath, script], { input: JSON.stringify([{ do: "apply", policy }]), timeoutMs: 60_000 }),
      );
      expect(applied.error).toBeUndefined();
      const config = join(folder, "dnsmasq.conf");
      writeFileSync(config, dhcpConfig(policy, folder) ?? "");
      field.gateway.must(["dnsmasq", "--test", `--conf-file=${config}`]);
      const server = field.gateway.start([process.execPath, script], { stdio: ["pipe", "ignore", "inherit"] });
      // What follows stops this process while it waits: the order must be out before.
      await new Promise((resolve) => server.stdin?.end(JSON.stringify([{ do: "dhcp", config }]), () => setTimeout(resolve, 50)));
      field.device.must(["sh", "-c", "ip addr flush dev d0 scope global; ip route add default dev d0"]);
      const offered = field.device.must(["python3", "-c", discover]).trim().split(" ");
      expect(offered[0]).toMatch(/^10\.77\.0\.[1-9]\d$/);
      expect(offered.slice(1)).toEqual(["2", "255.255.255.0", "10.77.0.1", "10.77.0.1", "10.77.0.1"]);
      // What a program that is started like it could do to the rules: nothing.
      const own = ["unshare", "--user", "--map-current-user", "--keep-caps"];
      const tried = field.gateway.run(["setpriv", ...setprivArguments(null, ["setfcap"]), ...own, "nft", "add", "table", "inet", "opened"]);
      expect(tried.stderr).toContain("Operation not permitted");
    } finally {
      await field.close();
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});
