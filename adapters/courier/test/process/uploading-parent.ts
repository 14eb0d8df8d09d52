/** A parent that uploads until it is killed (kill.test.ts): `node --import tsx uploading-parent.ts DESTINATION CREDENTIALS`. */
import { openCourier } from "../../src/index.ts";
import { patternedSource } from "../lab/patterned-source.ts";

const [destination = "", credentials = ""] = process.argv.slice(2);
const courier = openCourier({ onConnecting: () => Promise.resolve(), onConnected: () => Promise.resolve() });
await courier.upload({
  destination: JSON.parse(destination),
  credentials: JSON.parse(credentials),
  object: "from-a-parent",
  source: patternedSource(4 * 1024 ** 3),
  onState: (state) => void process.stdout.write(`${state.parts.length}\n`),
});
