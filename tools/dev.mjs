// `npm run dev`: the server from source, restarted on change, and the web app by Vite with hot reload; no bundle.
import { spawn } from "node:child_process";

const server = spawn(process.execPath, ["--import", "tsx", "--watch", "apps/cli/bin/creance.mjs", "serve", "--port", "8788"], {
  stdio: "inherit",
});
const web = spawn(process.execPath, ["node_modules/vite/bin/vite.js", "apps/web", "--host", "127.0.0.1"], {
  stdio: "inherit",
  env: { ...process.env, CREANCE_DEV_SERVER: "http://127.0.0.1:8788" },
});
for (const child of [server, web]) {
  child.on("exit", (code) => {
    server.kill();
    web.kill();
    process.exitCode = code ?? 0;
  });
}
