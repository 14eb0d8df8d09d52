/** A stand-in for a NodeODM server: follows its published HTTP API (2.2) for one task at a time, and can fail in the ways that servers do. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Credentials, Destination } from "../../src/index.ts";

/** What it can do wrong. */
export type NodeFault =
  | "none"
  /** The task fails, with words. */
  | "fails"
  /** Breaks the connection in the middle of the second picture, once. */
  | "drops-connection"
  /** Loses the second picture and says nothing. */
  | "loses-picture"
  /** Answers JSON where the results should be. */
  | "no-results"
  /** Announces more bytes of results than it gives. */
  | "cuts-results"
  /** Answers that it will not forget the task. */
  | "keeps-task"
  /** Names no task. */
  | "no-uuid"
  /** A page instead of JSON. */
  | "html"
  /** A state that is none. */
  | "strange-state";

/** A running stand-in. */
export interface NodeOdmDouble {
  fault: NodeFault;
  readonly credentials: Credentials;
  /** Pictures of the last task: name and hash. */
  readonly pictures: Map<string, string>;
  /** Names of the pictures that lie there now: none after the task was removed. */
  readonly lying: ReadonlySet<string>;
  readonly fields: Map<string, string>;
  readonly requests: string[];
  readonly results: Buffer;
  /** Does something, once, while the second picture of a task comes; the answer waits for it. Returns what ends that. */
  holdSecond(act: () => Promise<void>): () => void;
  destination(): Destination;
  stop(): Promise<void>;
}

const TASK = "2f1c3f8e-0000-4000-8000-00000000abcd";
const TOKEN = "lab token & more";

/** Starts it on a free port of 127.0.0.1. A task takes three questions about it. */
export async function startNodeOdmDouble(): Promise<NodeOdmDouble> {
  const pictures = new Map<string, string>();
  const lying = new Set<string>();
  const fields = new Map<string, string>();
  const requests: string[] = [];
  const results = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(2_500_000, "results ")]);
  const state: { fault: NodeFault; asked: number; isCommitted: boolean; isBegun: boolean } = {
    fault: "none",
    asked: 0,
    isCommitted: false,
    isBegun: false,
  };

  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  let hold: (() => Promise<void>) | undefined;

  function takeAway(): void {
    state.isBegun = false;
    lying.clear();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", endpoint);
    requests.push(`${request.method} ${url.pathname}`);
    const json = (value: unknown, status = 200): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (state.fault === "html") return void response.writeHead(200, { "content-type": "text/html" }).end("<html>a proxy's page</html>");
    if (url.searchParams.get("token") !== TOKEN) {
      request.resume();
      return json({ error: "Invalid authentication token: not there" }, 401);
    }
    if (url.pathname.startsWith("/task/new/upload/") && state.fault === "drops-connection" && pictures.size === 1) {
      state.fault = "none";
      request.once("data", () => request.socket.destroy());
      return;
    }
    if (hold !== undefined && url.pathname.startsWith("/task/new/upload/") && lying.size === 1) {
      const act = hold;
      hold = undefined;
      await act();
    }
    const form = request.method === "POST" ? await readForm(request) : null;
    if (url.pathname === "/task/new/init") {
      pictures.clear();
      lying.clear();
      fields.clear();
      for (const [name, text] of form?.fields ?? []) fields.set(name, text);
      Object.assign(state, { asked: 0, isCommitted: false, isBegun: true });
      return json(state.fault === "no-uuid" ? {} : { uuid: TASK });
    }
    if (state.fault === "keeps-task" && url.pathname === "/task/remove") return json({ success: false });
    // As a node does: a task is known to it once it is started; before, only the upload is.
    if (url.pathname === "/task/remove") {
      const isKnown = state.isBegun && state.isCommitted && form?.fields.get("uuid") === TASK;
      if (isKnown) takeAway();
      return json(isKnown ? { success: true } : { error: `${TASK} not found` });
    }
    if (!state.isBegun || (state.isCommitted && url.pathname.startsWith("/task/new/"))) {
      return json({ error: url.pathname.startsWith("/task/new/") ? "Invalid uuid (not found)" : `${TASK} not found` });
    }
    if (url.pathname === `/task/new/upload/${TASK}`) {
      if (form?.file === undefined) return json({ error: "Need at least 1 file." });
      if (state.fault !== "loses-picture" || pictures.size !== 1) pictures.set(form.file.name, form.file.sha256);
      else state.fault = "none";
      for (const name of pictures.keys()) lying.add(name);
      return json({ success: true });
    }
    if (url.pathname === `/task/new/commit/${TASK}`) {
      if (pictures.size === 0) {
        takeAway();
        return json({ error: "Need at least 1 file." });
      }
      state.isCommitted = true;
      return json({ uuid: TASK });
    }
    if (url.pathname === `/task/${TASK}/info`) {
      state.asked += 1;
      const isOver = state.asked > 3;
      const code = state.fault === "strange-state" ? 77 : isOver ? (state.fault === "fails" ? 30 : 40) : 20;
      const errorMessage = code === 30 ? { errorMessage: "Not enough overlap\nbetween images" } : {};
      return json({ uuid: TASK, status: { code, ...errorMessage }, progress: Math.min(100, state.asked * 25), imagesCount: pictures.size });
    }
    if (url.pathname === `/task/${TASK}/download/all.zip`) {
      if (state.fault === "no-results") return json({ error: "Invalid asset" });
      response.writeHead(200, {
        "content-type": "application/zip",
        "content-length": String(results.length + (state.fault === "cuts-results" ? 10 : 0)),
      });
      response.write(results);
      if (state.fault === "cuts-results") setTimeout(() => response.destroy(), 20);
      else response.end();
      return;
    }
    json({ error: "no such route" }, 404);
  }

  return {
    get fault() {
      return state.fault;
    },
    set fault(value) {
      state.fault = value;
    },
    credentials: { accessKeyId: "", secretAccessKey: TOKEN },
    pictures,
    lying,
    fields,
    requests,
    results,
    holdSecond(act) {
      hold = act;
      return () => {
        hold = undefined;
      };
    },
    destination: () => ({
      id: "odm",
      title: "A processing node",
      kind: "nodeodm",
      endpoint,
      region: "cellar",
      country: "US",
      bucket: "",
      prefix: "",
      pathStyle: true,
    }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Form {
  readonly fields: Map<string, string>;
  readonly file: { readonly name: string; readonly sha256: string } | undefined;
}

/** A form as RFC 7578 has it: parts between the boundary that the content type names. */
async function readForm(request: IncomingMessage): Promise<Form> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined || Number(request.headers["content-length"]) !== body.length) throw new Error("no form");
  const fields = new Map<string, string>();
  let file: Form["file"];
  let at = body.indexOf(`--${boundary}`);
  for (;;) {
    const start = at + boundary.length + 4;
    const end = body.indexOf(`\r\n--${boundary}`, start);
    if (end === -1) break;
    const gap = body.indexOf("\r\n\r\n", start);
    const head = body.subarray(start, gap).toString("utf8");
    const content = body.subarray(gap + 4, end);
    const name = / name="([^"]*)"/.exec(head)?.[1] ?? "";
    const fileName = / filename="([^"]*)"/.exec(head)?.[1];
    if (fileName === undefined) fields.set(name, content.toString("utf8"));
    else if (name === "images") file = { name: fileName, sha256: createHash("sha256").update(content).digest("hex") };
    at = end + 2;
  }
  return { fields, file };
}
