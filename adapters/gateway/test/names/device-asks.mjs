// Asks from the device of the lab: device-asks.mjs RESOLVER NAME TYPE [tcp]. Prints the answer as JSON, or its error code.

import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";

const [server, name, type, transport] = process.argv.slice(2);
if (transport === "tcp") {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  const message = Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, Number(type), 0, 1]);
  const socket = connect({ host: server, port: 53 });
  socket.write(Buffer.concat([Buffer.from([0, message.length]), message]));
  const [answer] = await once(socket, "data");
  console.log(JSON.stringify([...answer.subarray(-4)].join(".")));
  socket.destroy();
} else {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([server]);
  await resolver.resolve(name, type).then(
    (answer) => console.log(JSON.stringify(answer)),
    (error) => console.log(error.code),
  );
}
