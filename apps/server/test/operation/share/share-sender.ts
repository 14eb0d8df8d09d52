/** A process that shares and is killed while it does: `share-sender.ts FOLDER UNTIL_US MEDIA,...`. Prints a line at each step it takes. */
import type { ShareProgress } from "../../../src/operation/share/types.ts";
import { inspectionWish, openLabVault } from "./share-lab.ts";

const [folder = "", untilUs = "0", media = ""] = process.argv.slice(2);
const operation = await openLabVault(folder, "sender");
process.stdout.write("open\n");
const tell = ({ step, item, bytesDone }: ShareProgress): void => {
  process.stdout.write(`${step} ${item} ${bytesDone}\n`);
};
const plan = await operation.share.plan(inspectionWish(media.split(","), { untilUs: Number(untilUs) }), { onProgress: tell });
process.stdout.write(`planned ${plan.shareId}\n`);
await operation.share.run(plan, { onProgress: tell });
process.stdout.write("sent\n");
await operation.close();
