/** From hellos and certificates to the facts of a flow. Shared by TLS over TCP, QUIC and DTLS. */
import type { AnalyzerContext } from "../analyzer.ts";
import { outerNames } from "./ech-outer-names.table.ts";
import { type HelloTransport, ja4 } from "./ja4.ts";
import { protocolIssues } from "./protocol-issues.table.ts";
import { type ClientHello, isGrease, readClientHello } from "./tls-client-hello.ts";
import { alpnOfExtensions, readServerHello } from "./tls-server-hello.ts";
import { isTls13, tlsVersionName } from "./tls-version.ts";

/** Writes hellos into `FlowFacts`. The first ClientHello counts; a retried one (HelloRetryRequest) has the same name. */
export class TlsFacts {
  readonly #context: AnalyzerContext;
  readonly #transport: HelloTransport;
  /** Fixed version word of the transport (`quic-v1`), `null` when the hello's own version counts. */
  readonly #versionWord: string | null;
  #negotiated = false;
  #negotiatedAlpn = false;
  #hasClientHello = false;

  constructor(context: AnalyzerContext, transport: HelloTransport, versionWord: string | null = null) {
    this.#context = context;
    this.#transport = transport;
    this.#versionWord = versionWord;
  }

  /** Takes the body of a ClientHello. Returns false when it is none. */
  clientHello(bytes: Uint8Array, start: number, end: number): boolean {
    const hello = readClientHello(bytes, start, end, this.#transport === "d" ? "dtls" : "tls");
    if (hello === undefined) return false;
    if (this.#hasClientHello) return true;
    this.#hasClientHello = true;
    const { facts, platform } = this.#context;
    if (facts.sni === null && hello.serverName !== null) {
      facts.sni = hello.serverName;
      facts.sniFromQuic = this.#transport === "q";
    }
    if (hello.encryptedClientHello) facts.ech = facts.sni !== null && outerNames.has(facts.sni) ? "outer" : "grease";
    if (!this.#negotiated) facts.version = this.#versionWord ?? tlsVersionName(offeredVersion(hello));
    if (!this.#negotiatedAlpn && hello.alpn.length > 0) facts.alpn = hello.alpn.join(",");
    if (hello.complete) facts.ja4 = ja4(hello, this.#transport, platform.sha256);
    else this.#context.issue(protocolIssues.helloIncomplete);
    return true;
  }

  /** Takes the body of a ServerHello. Says whether the rest of the handshake is in the clear, `undefined` when it is none. */
  serverHello(bytes: Uint8Array, start: number, end: number): "clear" | "encrypted" | undefined {
    const hello = readServerHello(bytes, start, end);
    if (hello === undefined) return undefined;
    const { facts } = this.#context;
    this.#negotiated = true;
    if (this.#versionWord === null) facts.version = tlsVersionName(hello.version);
    if (hello.alpn !== null) {
      facts.alpn = hello.alpn;
      this.#negotiatedAlpn = true;
    }
    return isTls13(hello.version) ? "encrypted" : "clear";
  }

  /** Takes the body of EncryptedExtensions (RFC 8446 section 4.3.1): TLS 1.3 says the application protocol there. */
  encryptedExtensions(bytes: Uint8Array, start: number, end: number): void {
    const alpn = alpnOfExtensions(bytes, start, end);
    if (alpn === null) return;
    this.#context.facts.alpn = alpn;
    this.#negotiatedAlpn = true;
  }
}

function offeredVersion(hello: ClientHello): number {
  const offered = hello.supportedVersions.filter((code) => !isGrease(code));
  if (offered.length === 0) return hello.legacyVersion;
  // DTLS counts downwards. A draft of 1.3 (0x7fxx) is above 1.2.
  return hello.legacyVersion >> 8 === 0xfe ? Math.min(...offered) : Math.max(...offered);
}
