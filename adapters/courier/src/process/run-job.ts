/** From a job's ticket to the code that does it, inside the courier's process. */
import { randomUUID } from "node:crypto";
import type { Exchanges } from "../http/exchange.ts";
import type { Lines } from "../http/lines.ts";
import { forgetTask, handOver } from "../nodeodm/hand-over.ts";
import { regionFacts } from "../region/region-facts.ts";
import { listObjects, objectHead } from "../s3/object-head.ts";
import { abandonUpload } from "../s3/parts.ts";
import { proveLock } from "../s3/prove-lock.ts";
import { readBack } from "../s3/read-back.ts";
import { removeObject } from "../s3/remove-objects.ts";
import { s3Client } from "../s3/s3-client.ts";
import { uploadObject } from "../s3/upload-object.ts";
import type { ConnectionPurpose, Credentials, Destination, RemovalReport } from "../types.ts";
import { BLOCK_BYTES } from "../wire/channel.ts";
import type { Job } from "../wire/messages.ts";
import type { JobPort } from "./job-port.ts";

/** What a job runs with. */
export interface JobSetting {
  readonly jobId: number;
  readonly destination: Destination;
  readonly credentials: Credentials;
  readonly lines: Lines;
  readonly exchanges: Exchanges;
  readonly signal: AbortSignal;
  readonly pollMs: number;
}

/** Does it. The result is plain JSON. */
export async function runJob(job: Job, setting: JobSetting, port: JobPort): Promise<unknown> {
  const { jobId, destination, credentials, lines, exchanges, signal, pollMs } = setting;
  const { endpoint } = lines;
  const client = (purpose: ConnectionPurpose) => s3Client({ jobId, purpose, destination, endpoint, credentials, exchanges, signal });
  switch (job.what) {
    case "region":
      return await regionFacts(client("region-probe"), lines, jobId);
    case "lock":
      return await proveLock(client("lock-probe"), { canary: `creance-canary-${randomUUID()}`, timeMs: job.timeMs });
    case "upload":
      return await uploadObject(client("upload"), job, port);
    case "abandon":
      return await abandonUpload(client("remove"), job.state.object, job.state.uploadId);
    case "remove": {
      const reports: RemovalReport[] = [];
      for (const object of job.objects) reports.push(await removeObject(client("remove"), object));
      return reports;
    }
    case "head":
      return (await objectHead(client("read"), job.object)) ?? null;
    case "list":
      return await listObjects(client("read"), job);
    case "fetch":
      return await readBack(client("read"), {
        ...job,
        onBytes: async (bytes) => {
          for (let start = 0; start < bytes.byteLength; start += BLOCK_BYTES) await port.write(bytes.subarray(start, start + BLOCK_BYTES));
        },
      });
    case "handOver":
      return await handOver(job, { jobId, endpoint, token: credentials.secretAccessKey, exchanges, signal, pollMs }, port);
    case "forgetTask":
      return await forgetTask(job.taskId, { jobId, endpoint, token: credentials.secretAccessKey, exchanges, signal, pollMs });
  }
}
