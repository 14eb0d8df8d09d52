// The controller behind the gateway, for the lab: does what argv[2] (a JSON list of steps) says, and prints a JSON line for each with what came back.
import { createSocket } from "node:dgram";
import { promises as dns } from "node:dns";
import { createConnection } from "node:net";
import { connect as connectTls } from "node:tls";

/** Longest wait for what must come, on a busy machine, too. A step that waits for what never comes says with `wait` how long. */
const PATIENCE_MS = 15_000;

const within = (promise, otherwise) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(otherwise), PATIENCE_MS + 1_000).unref())]);

const steps = {
  /** A name asked of any resolver. */
  async dns({ server, name, type = "A", tcp = false }) {
    if (tcp) return dnsOverTcp(server, name);
    const resolver = new dns.Resolver({ timeout: PATIENCE_MS, tries: 1 });
    resolver.setServers([server]);
    try {
      const answer = await resolver.resolve(name, type);
      return { answer: type === "A" ? answer[0] : answer };
    } catch (error) {
      return { error: error.code };
    }
  },
  /** A TCP connection: sends text, or text in pieces of `split` bytes, and returns what came; with `first` as soon as something did. */
  tcp({ host, port, send = "", split = 0, wait = PATIENCE_MS, half = false, first = false }) {
    return new Promise((resolve) => {
      const socket = createConnection({ host, port, allowHalfOpen: half });
      const got = [];
      let connected = false;
      const done = (error) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({
          connected,
          error: error ?? null,
          text: Buffer.concat(got).toString("latin1").slice(0, 600),
          bytes: Buffer.concat(got).length,
        });
      };
      const timer = setTimeout(() => done(got.length > 0 ? null : "silence"), wait);
      socket.on("connect", async () => {
        connected = true;
        const bytes = Buffer.from(send, "latin1");
        for (let at = 0; at < bytes.length; at += split || bytes.length) {
          socket.write(bytes.subarray(at, at + (split || bytes.length)));
          if (split > 0) await new Promise((next) => setTimeout(next, 3));
        }
      });
      socket.on("data", (piece) => {
        got.push(piece);
        if (first) done(null);
      });
      socket.on("error", (error) => done(error.code));
      socket.on("close", () => done(null));
    });
  },
  /** A TLS connection with a server name, and a request of a host inside. `post` sends so many bytes up. */
  tls({ host, port = 443, servername, request = servername, post = 0, path = "/", wait = PATIENCE_MS }) {
    return new Promise((resolve) => {
      const socket = connectTls({ host, port, servername, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
      const got = [];
      let secured = false;
      let subject = null;
      const done = (error) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({
          secured,
          subject,
          error: error ?? null,
          text: Buffer.concat(got).toString("latin1").slice(0, 600),
          bytes: Buffer.concat(got).length,
        });
      };
      const timer = setTimeout(() => done("silence"), wait);
      socket.on("secureConnect", () => {
        secured = true;
        subject = socket.getPeerCertificate()?.subject?.CN ?? null;
        const method = post > 0 ? "POST" : "GET";
        socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${request}\r\nconnection: close\r\ncontent-length: ${post}\r\n\r\n`);
        if (post > 0) socket.write(Buffer.alloc(post, "u"));
      });
      socket.on("data", (piece) => got.push(piece));
      socket.on("error", (error) => done(error.code));
      socket.on("close", () => done(null));
    });
  },
  /** Datagrams; what came back. */
  udp({ host, port, send = "knock", count = 1, wait = 1_200 }) {
    return new Promise((resolve) => {
      const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
      let answers = 0;
      const done = (error) => {
        clearTimeout(timer);
        socket.close();
        resolve({ answers, error: error ?? null });
      };
      const timer = setTimeout(() => done(answers > 0 ? null : "silence"), wait);
      socket.on("message", () => {
        answers++;
        if (answers === count) done(null);
      });
      socket.on("error", (error) => done(error.code));
      socket.connect(port, host, () => {
        for (let sent = 0; sent < count; sent++) socket.send(Buffer.from(send, "latin1"));
      });
    });
  },
};

function dnsOverTcp(server, name) {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label, "latin1")]);
  const query = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
  return new Promise((resolve) => {
    const socket = createConnection({ host: server, port: 53 });
    const timer = setTimeout(() => done({ error: "silence" }), PATIENCE_MS);
    let got = Buffer.alloc(0);
    const done = (result) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    socket.on("connect", () => socket.write(Buffer.concat([Buffer.from([0, query.length]), query])));
    socket.on("data", (piece) => {
      got = Buffer.concat([got, piece]);
      if (got.length < 2 || got.length < 2 + got.readUInt16BE(0)) return;
      const code = got[5] & 15;
      done(code === 0 && got.readUInt16BE(8) > 0 ? { answer: [...got.subarray(got.length - 4)].join(".") } : { error: `rcode ${code}` });
    });
    socket.on("error", (error) => done({ error: error.code }));
    socket.on("close", () => done({ error: "closed" }));
  });
}

for (const { kind, ...step } of JSON.parse(process.argv[2] ?? "[]")) {
  const result = await within(steps[kind](step), { error: "patience" });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
