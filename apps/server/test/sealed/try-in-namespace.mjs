// Tries to leave from whatever namespace this is started in, although the list of interfaces says there is none; prints the attempts.
import { register } from "tsx/esm/api";

register();
const { tryToLeave } = await import("../../src/sealed/try-to-leave.ts");
const { waysOut } = await import("../../src/sealed/ways-out.ts");
const look = process.argv[2] === "blind" ? async () => ({ interfaces: [], routes: [] }) : waysOut;
process.stdout.write(JSON.stringify(await tryToLeave(look)));
