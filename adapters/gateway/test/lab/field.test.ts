/** The field itself: a router passes everything, a machine without routing nothing. So what the gateway stops is stopped by the gateway. */
import { describe, expect, test } from "vitest";
import { bypasses } from "./bypasses.ts";
import { fieldMissing, openField } from "./field.ts";
import { openWitness } from "./witness.ts";
import { startWorld } from "./world.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const knock = ["sh", "-c", "timeout 3 bash -c 'exec 3<>/dev/tcp/10.99.0.11/8080' && echo through"];

describe.skipIf(fieldMissing !== null)(`three namespaces in a row${reason}`, () => {
  test("an ordinary router lets the device out", async () => {
    const field = await openField({ routing: true });
    try {
      const served = field.outside.start(["python3", "-m", "http.server", "8080", "--bind", "0.0.0.0"]);
      expect(served.pid).toBeDefined();
      await expect.poll(() => field.device.run(knock).stdout, { timeout: 20_000 }).toContain("through");
    } finally {
      await field.close();
    }
  });

  test("every way around gets out through an ordinary router", async () => {
    const field = await openField({ routing: true });
    try {
      await startWorld(field.outside);
      field.device.run(["python3", "-c", "import socket; socket.create_connection(('10.77.0.1', 9), 1)"]); // its MAC address is known now
      const witness = openWitness(field.outside, { ignoresNeighbours: true });
      const stuck: string[] = [];
      for (const { name, command, diesAtRouter } of bypasses) {
        if (diesAtRouter === true) continue;
        witness.forget();
        const ran = field.device.run(command);
        if (witness.frames() === 0) stuck.push(`${name}: ${ran.stdout}${ran.stderr}`);
      }
      expect(stuck).toEqual([]);
    } finally {
      await field.close();
    }
  });

  test("without routing nothing passes, and the machine's own network is another one", async () => {
    const field = await openField();
    try {
      expect(field.device.run(knock).stdout).not.toContain("through");
      const links = JSON.parse(field.gateway.must(["ip", "-j", "link"])) as readonly { ifname: string; operstate: string }[];
      expect(links.map(({ ifname }) => ifname).sort()).toEqual(["lan", "lo", "wan"]);
      expect(links.find(({ ifname }) => ifname === "lan")?.operstate).toBe("DOWN");
    } finally {
      await field.close();
    }
  });
});
