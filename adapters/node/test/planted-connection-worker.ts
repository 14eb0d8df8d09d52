/** A worker thread that opens a connection. */
import { connect } from "node:net";
import { workerData } from "node:worker_threads";

connect(workerData.data.port, "127.0.0.1").on("error", () => {});
