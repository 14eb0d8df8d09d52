/** Zeek's words for how a TCP connection went (`conn_state`, docs.zeek.org), in plain ones. */

/** Plain words by Zeek's. */
export const connectionStates: Readonly<Record<string, string>> = {
  S0: "asked, no answer seen",
  S1: "open at the end of the capture",
  SF: "opened and closed as usual",
  REJ: "refused",
  S2: "open; the client had closed its side",
  S3: "open; the server had closed its side",
  RSTO: "broken off by the client",
  RSTR: "broken off by the server",
  RSTOS0: "asked, then broken off by the client, no answer seen",
  RSTRH: "answered, then broken off by the server; the opening was not seen",
  SH: "asked and closed by the client, no answer seen",
  SHR: "answered and closed by the server; the opening was not seen",
  OTH: "already open when the capture began",
};
