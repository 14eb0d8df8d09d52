/** dnsmasq as one of the gateway's processes: it hands out addresses and does nothing else. */
import { spawn } from "node:child_process";
import { TOOL_PATH } from "../machine/run-tool.ts";
import { setprivArguments } from "../process/setpriv-arguments.ts";

/** A running dnsmasq. */
export interface DhcpServer {
  end(): Promise<void>;
}

/** Ends it with the pipe from the keeper: an account of its own is out of the keeper's reach, also when the keeper is killed. */
const WRAPPER = 'exec 3<&0; "$@" 3<&- & p=$!; (cat <&3 >/dev/null; kill -9 $p) & wait $p';

/**
 * dnsmasq does not start without CAP_NET_ADMIN, which could change the rules. It gets it in a user namespace of its own, where it is worth nothing:
 * over this machine's network it has no right at all, and its port is free to take (plan step `dhcp-port`). `--no-daemon` keeps it from changing
 * its account.
 */
const PROGRAM = ["unshare", "--user", "--map-current-user", "--keep-caps", "dnsmasq", "--no-daemon"] as const;

/** Starts it in the foreground. `onEnd` is told when it ends, however. */
export function startDhcp(
  config: string,
  account: number | null,
  onEnd: (end: { readonly code: number | null; readonly signal: string | null }) => void,
): DhcpServer {
  // The kernel lets root into a user namespace of its own only with this right; an account needs none.
  const rights = account === null ? ["setfcap"] : [];
  const program = [...PROGRAM, `--conf-file=${config}`, "--log-facility=-", "--pid-file="];
  const child = spawn("setpriv", [...setprivArguments(account, rights), "sh", "-c", WRAPPER, "sh", ...program], {
    cwd: "/",
    env: { PATH: TOOL_PATH, LC_ALL: "C" },
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.stdin?.on("error", () => {});
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    const over = (code: number | null, signal: string | null): void => {
      if (isOver) return;
      isOver = true;
      onEnd({ code, signal });
      resolve();
    };
    child.on("error", () => {
      if (child.pid === undefined) over(null, null);
    });
    child.once("exit", over);
  });
  return {
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}
