/** As whom tcpdump runs: never as root, where it would change its user by itself and so outlive this process. */

/** `nobody` on Debian. It opens no files, so that nothing must belong to it. */
const NOBODY = "65534";
const rights = "--inh-caps=-all,+net_raw,+net_admin";

/** Capabilities that the recorder needs: to capture, and, where it runs as root for want of accounts, to start tcpdump as somebody else and to end it. */
export function recorderRights(uid: number): readonly string[] {
  return uid === 0 ? ["net_raw", "net_admin", "setuid", "setgid", "kill"] : ["net_raw", "net_admin"];
}

/** The words that start tcpdump so that it ends with this process, of user id `uid`. */
export function captureWords(uid: number): readonly string[] {
  const account =
    uid === 0 ? ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", rights, "--ambient-caps=-all,+net_raw,+net_admin"] : [];
  return ["setpriv", ...account, "--no-new-privs", "--pdeathsig", "KILL", "--", "tcpdump"];
}
