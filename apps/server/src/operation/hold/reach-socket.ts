/** Whether there is a control socket at all, and whether this account may speak on it: said before anything is connected. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";

/** Why there is no gateway to speak of. */
export interface NoGateway {
  readonly state: "none" | "unreachable";
  readonly code: "no-socket" | "no-permission" | "not-answering";
  readonly sentence: string;
}

/** `null` when the socket is there and may be used. */
export async function socketObstacle(path: string): Promise<NoGateway | null> {
  try {
    const found = await stat(path);
    if (!found.isSocket())
      return { state: "unreachable", code: "not-answering", sentence: `${path} is no socket, so no gateway answers there.` };
    await access(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return noPermission(path);
    return { state: "none", code: "no-socket", sentence: "No field gateway runs on this machine." };
  }
}

/** What is said of a socket that was there and did not answer. */
export function notAnswering(path: string): NoGateway {
  return {
    state: "unreachable",
    code: "not-answering",
    sentence: `A gateway left its socket at ${path}, and nobody answers on it. What its rules let through is not known here: look with \`creance hold status\`.`,
  };
}

/** What is said when another account's gateway runs. */
export function noPermission(path: string): NoGateway {
  return {
    state: "unreachable",
    code: "no-permission",
    sentence: `A gateway runs on this machine, and this account may not speak with it: ${path} is for members of the group creance-hold.`,
  };
}
