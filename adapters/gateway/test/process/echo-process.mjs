// A process for tests: says what it was sent, its account and its rights; does as told.
import { readFileSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const { openChildPipe } = await import("../../src/process/child-pipe.ts");
const pipe = openChildPipe({
  onMessage(message) {
    if (message.kind === "echo") pipe.send({ kind: "echo", value: message.value });
    if (message.kind === "who") {
      const line = (name) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1];
      pipe.send({
        kind: "who",
        uid: process.getuid(),
        groups: process.getgroups(),
        rights: line("CapEff"),
        bounding: line("CapBnd"),
        noNewRights: line("NoNewPrivs"),
      });
    }
    if (message.kind === "fail") pipe.fail("told-to", "As asked.");
    if (message.kind === "throw") throw new Error("planted");
    if (message.kind === "flood") for (let at = 0; at < message.count; at++) pipe.send({ kind: "flood", at, filler: "x".repeat(1000) });
  },
});
