// The world outside the gateway, for the lab: a resolver, web servers with and without TLS, and open ports of every kind that apps try.
// Prints a JSON line for everything that reaches it. Names come as argv[2], a JSON object: name -> addresses. Certificate and key: argv[3], argv[4].
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createTcp } from "node:net";
import { createServer as createTls } from "node:tls";

const names = JSON.parse(process.argv[2] ?? "{}");
const [, , , certFile, keyFile] = process.argv;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** An answer to one question: A from the table, everything else NODATA or NXDOMAIN. */
function answer(query) {
  let at = 12;
  const labels = [];
  while (query[at] > 0 && at < query.length) {
    labels.push(query.toString("latin1", at + 1, at + 1 + query[at]));
    at += 1 + query[at];
  }
  const name = labels.join(".").toLowerCase();
  const type = query.readUInt16BE(at + 1);
  say({ kind: "dns", name, type });
  const addresses = type === 1 ? (names[name] ?? []) : [];
  const head = Buffer.from(query.subarray(0, at + 5));
  head.writeUInt16BE(name in names ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((ip) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, ...ip.split(".").map(Number)]));
  return Buffer.concat([head, ...records]);
}

const resolver = createSocket("udp4");
resolver.on("message", (message, from) => {
  try {
    resolver.send(answer(message), from.port, from.address);
  } catch {
    say({ kind: "dns", name: null, type: null });
  }
});
resolver.bind(53, "10.99.0.10");

/** A body of the size that the path asks for: `/bytes/1000`; otherwise who was asked. What came in is counted. */
function page(request, response, kind) {
  let received = 0;
  request.on("data", (piece) => {
    received += piece.length;
  });
  request.on("end", () => {
    const { localAddress, remoteAddress } = request.socket;
    say({ kind, host: request.headers.host ?? null, path: request.url, received, localAddress, remoteAddress });
    const wanted = /^\/bytes\/(\d{1,9})$/.exec(request.url ?? "");
    response.end(
      wanted === null
        ? `hello from ${request.headers.host} at ${localAddress}, ${received} bytes came\n`
        : Buffer.alloc(Number(wanted[1]), "x"),
    );
  });
}

createHttp((request, response) => page(request, response, "http")).listen(80, "::");
if (certFile !== undefined && keyFile !== undefined) {
  const web = createHttp((request, response) => page(request, response, "https"));
  const tls = createTls({ cert: readFileSync(certFile), key: readFileSync(keyFile), ALPNProtocols: ["http/1.1"] }, (socket) => {
    say({ kind: "tls", name: socket.servername || null });
    web.emit("connection", socket);
  });
  tls.on("tlsClientError", () => say({ kind: "tls-error" }));
  tls.listen(443, "::");
}
for (const port of [22, 53, 853, 1080, 5223, 8080, 8443, 8883, 9001, 19000]) {
  const server = createTcp((socket) => {
    say({ kind: "tcp", port });
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  server.listen(port, port === 53 ? { host: "10.99.0.10", port } : { host: "::", port });
  server.on("error", () => {});
}
for (const port of [123, 443, 784, 853, 1194, 3478, 4500, 5353, 51820]) {
  const socket = createSocket("udp6");
  socket.on("message", (message, from) => {
    say({ kind: "udp", port, bytes: message.length });
    socket.send(message, from.port, from.address);
  });
  socket.on("error", () => {});
  socket.bind(port, "::");
}
// At a signal, once what has come until then is read and told: some turns of the loop later.
process.on("SIGUSR2", async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((next) => setImmediate(next));
  say({ kind: "here" });
});
setTimeout(() => say({ kind: "ready" }), 100);
