// A process in the courier's place that was broken by what it read: it does what its first argument says when it is given a job.
import { Socket } from "node:net";

const [, , act] = process.argv;
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const send = (value, body = Buffer.alloc(0)) => {
  const head = Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(head.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  pipe.write(Buffer.concat([lengths, head, body]));
};
const ask = {
  connectionId: "1",
  purpose: "upload",
  destinationId: "d",
  host: "127.0.0.1",
  port: 8000,
  address: "127.0.0.1",
  isEncrypted: false,
  shareId: null,
};
const connecting = (more) =>
  send({ kind: "question", questionId: 1, jobId: 0, question: { what: "connecting", ask: { ...ask, ...more } } });
const acts = {
  honest: () => connecting({}),
  "asks-and-goes": () => {
    connecting({});
    pipe.write("", () => process.exit(0));
  },
  "other-host": () => connecting({ host: "203.0.113.9", address: "203.0.113.9" }),
  "other-address": () => connecting({ address: "10.0.0.1" }),
  "other-port": () => connecting({ port: 22 }),
  metadata: () => connecting({ address: "169.254.169.254" }),
  "other-share": () => connecting({ shareId: "another" }),
  unencrypted: () => connecting({ isEncrypted: true }),
  "no-address": () => connecting({ address: null }),
  "behind-the-end": () =>
    send({ kind: "question", questionId: 1, jobId: 0, question: { what: "read", file: 0, start: 0, end: 5_000_000 } }),
  "other-job": () => send({ kind: "question", questionId: 1, jobId: 77, question: { what: "read", file: 0, start: 0, end: 1 } }),
  null: () => send("null"),
  "no-question": () => send({ kind: "question", questionId: 1, jobId: 0, question: null }),
  "no-error": () => send({ kind: "failed", jobId: 0, error: 7 }),
  "no-json": () => send("{"),
  "too-long": () => pipe.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])),
};
let jobs = 0;
let answers = 0;
let text = "";
pipe.on("data", (bytes) => {
  text += bytes.toString("latin1");
  if (text.includes('{"kind":"end"}')) process.exit(0);
  if (jobs === 0 && text.includes('"kind":"job"')) {
    jobs = 1;
    acts[act]();
  }
  // What was answered is the result, for the test to see.
  const answer = /\{"kind":"reply".*?("error":null|"code":"([a-z-]+)")/.exec(text);
  if (answer !== null && answers === 0) {
    answers = 1;
    send({ kind: "done", jobId: 0, result: answer[2] ?? "yes" });
  }
});
pipe.on("end", () => process.exit(0));
