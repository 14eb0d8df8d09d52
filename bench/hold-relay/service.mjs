// The service outside: behind a hello and one record with an order it sends bytes, takes bytes, or gives back what comes.
// It also answers every question for a name with its own address. Orders: `D<bytes>` send, `U<bytes>` take, `P` give back.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const resolver = createSocket("udp4");
resolver.on("message", (query, from) => {
  const end = query.indexOf(0, 12) + 5;
  const answer = Buffer.concat([query.subarray(0, end), Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 203, 0, 113, 11])]);
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(1, 6);
  answer.writeUInt32BE(0, 8);
  resolver.send(answer, from.port, from.address);
});
resolver.bind(53, "10.99.0.10");

const block = Buffer.alloc(65_536);

createServer({ noDelay: true }, (socket) => {
  let head = Buffer.alloc(0);
  let left = 0;
  socket.on("error", () => {});
  const send = () => {
    while (left > 0) {
      const piece = left >= block.length ? block : block.subarray(0, left);
      left -= piece.length;
      if (!socket.write(piece)) return;
    }
    socket.end();
  };
  const take = (bytes) => {
    left -= bytes.length;
    if (left <= 0) socket.end("k");
  };
  const order = (bytes) => {
    head = Buffer.concat([head, bytes]);
    if (head.length < 5) return;
    const second = 5 + head.readUInt16BE(3);
    if (head.length < second + 5) return;
    const end = second + 5 + head.readUInt16BE(second + 3);
    if (head.length < end) return;
    const text = head.toString("latin1", second + 5, end);
    const rest = head.subarray(end);
    left = Number(text.slice(1));
    socket.off("data", order);
    if (text.startsWith("D")) {
      socket.on("drain", send);
      socket.resume();
      send();
    } else if (text.startsWith("U")) {
      socket.on("data", take);
      if (rest.length > 0) take(rest);
    } else {
      socket.on("data", (piece) => socket.write(piece));
      socket.write("p");
    }
  };
  socket.on("data", order);
}).listen({ port: 443, host: "0.0.0.0", backlog: 4096 }, () => process.stdout.write("ready\n"));
