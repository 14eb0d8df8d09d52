/** A worker thread that reports what it opens, and opens a connection. */
import { connect } from "node:net";
import { workerData } from "node:worker_threads";
import { reportOutbound } from "../src/outbound-tripwire.ts";

reportOutbound();
connect(workerData.data.port, "127.0.0.1").on("error", () => {});
