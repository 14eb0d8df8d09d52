// The device: argv[2] is JSON: { host, port, hello (hex), kind: "down" | "up" | "turns" | "opens" | "idle", flows, bytes }. Prints one JSON line.
import { connect } from "node:net";

const { host, port, hello, kind, flows = 1, bytes = 0 } = JSON.parse(process.argv[2]);
const record = (content) => Buffer.concat([Buffer.from([23, 3, 3, content.length >> 8, content.length & 255]), content]);
const start = (order) => Buffer.concat([Buffer.from(hello, "hex"), record(Buffer.from(order))]);
const block = Buffer.concat(new Array(4).fill(record(Buffer.alloc(16_384))));
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const fail = (error) => {
  process.stdout.write(`${JSON.stringify({ error: error.code ?? String(error) })}\n`);
  process.exit(1);
};
const opened = (order) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      socket.write(start(order));
      resolve(socket);
    });
    socket.on("error", fail);
  });
const ended = (socket) => new Promise((resolve) => socket.once("close", resolve));

async function down() {
  let got = 0;
  const each = Math.round(bytes / flows);
  await Promise.all(
    Array.from({ length: flows }, async () => {
      const socket = await opened(`D${each}`);
      socket.on("data", (piece) => {
        got += piece.length;
      });
      await ended(socket);
    }),
  );
  return got;
}

async function up() {
  const blocks = Math.ceil(bytes / flows / block.length);
  await Promise.all(
    Array.from({ length: flows }, async () => {
      const socket = await opened(`U${blocks * block.length}`);
      let left = blocks;
      const more = () => {
        while (left-- > 0) if (!socket.write(block)) return;
      };
      socket.on("drain", more);
      socket.resume();
      more();
      await ended(socket);
    }),
  );
  return blocks * block.length * flows;
}

/** One byte there and back, again and again. */
async function turns() {
  const socket = await opened("P");
  await new Promise((resolve) => socket.once("data", resolve));
  const one = record(Buffer.alloc(1));
  const times = [];
  for (let turn = 0; turn < flows; turn++) {
    const before = process.hrtime.bigint();
    socket.write(one);
    await new Promise((resolve) => socket.once("data", resolve));
    times.push(Number(process.hrtime.bigint() - before) / 1e6);
  }
  socket.destroy();
  return median(times);
}

/** From the call to the first byte of the answer, one connection after the other. */
async function opens() {
  const times = [];
  for (let turn = 0; turn < flows; turn++) {
    const before = process.hrtime.bigint();
    const socket = await opened("P");
    await new Promise((resolve) => socket.once("data", resolve));
    times.push(Number(process.hrtime.bigint() - before) / 1e6);
    const gone = ended(socket);
    socket.end();
    await gone;
  }
  return median(times);
}

/** Connections that were answered once and then say nothing; ends with its standard input. */
async function idle() {
  const all = [];
  for (let at = 0; at < flows; at += 100) {
    const some = await Promise.all(Array.from({ length: Math.min(100, flows - at) }, () => opened("P")));
    await Promise.all(some.map((socket) => new Promise((resolve) => socket.once("data", resolve))));
    all.push(...some);
  }
  return all.length;
}

const before = process.hrtime.bigint();
const value = await { down, up, turns, opens, idle }[kind]();
process.stdout.write(`${JSON.stringify({ value, seconds: Number(process.hrtime.bigint() - before) / 1e9 })}\n`);
if (kind === "idle") process.stdin.resume().on("end", () => process.exit());
else process.exit();
