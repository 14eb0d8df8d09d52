// Asks for the time from the device of the lab: device-time.mjs SERVER. Prints the answer in hexadecimal, or `nothing`.
import { createSocket } from "node:dgram";

const request = Buffer.alloc(48);
request[0] = 0x23;
request.writeUInt32BE(0xabcdef01, 40);
const socket = createSocket("udp4");
socket.on("message", (answer) => {
  console.log(answer.toString("hex"));
  process.exit();
});
socket.send(request, 123, process.argv[2]);
setTimeout(() => {
  console.log("nothing");
  process.exit();
}, 15_000);
