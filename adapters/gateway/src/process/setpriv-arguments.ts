/** The arguments of setpriv (util-linux) that make an account without rights except those named. */
import { readFileSync } from "node:fs";

/** `account` is a user id, `null` keeps the own one. `rights` are capability names without `cap_`. */
export function setprivArguments(account: number | null, rights: readonly string[]): readonly string[] {
  const set = ["-all", ...rights.map((right) => `+${right}`)].join(",");
  return [
    ...(account === null ? [] : ["--reuid", String(account), "--regid", String(primaryGroup(account)), "--clear-groups"]),
    `--inh-caps=${set}`,
    `--ambient-caps=${set}`,
    `--bounding-set=${set}`,
    "--no-new-privs",
    // Reaches a process of another account only while the keeper is root; after that the end of the pipe does it.
    "--pdeathsig",
    "KILL",
    "--",
  ];
}

/** Group of an account as `/etc/passwd` has it; an account that is not there has a group of its own number. */
export function primaryGroup(uid: number): number {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [, , user, group] = line.split(":");
    if (user === String(uid) && group !== undefined && /^\d+$/.test(group)) return Number(group);
  }
  return uid;
}
