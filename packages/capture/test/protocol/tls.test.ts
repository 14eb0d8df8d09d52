import { describe, expect, test } from "vitest";
import { nameOfCertificateMessage } from "../../src/protocol/certificate-name.ts";
import { bytes, sized16 } from "./bytes.ts";
import { certificate, certificateMessage, clientHello, records, serverHello } from "./hellos.ts";
import { type Said, stream } from "./watched-flow.ts";

const hello = clientHello({ name: "Fly.Example.ORG.", alpn: ["h2", "http/1.1"], versions: [0x1a1a, 0x0304, 0x0303], algorithms: [0x0403] });

describe("TLS over TCP", () => {
  test("a TLS 1.3 hello gives name, ALPN, version and fingerprint, and ends the work on both sides", () => {
    const { facts, wants } = stream([
      [0, records(hello)],
      [1, records(serverHello(0x0304))],
    ]);
    expect(facts).toMatchObject({
      service: "ssl",
      sni: "fly.example.org",
      sniFromQuic: false,
      alpn: "h2,http/1.1",
      version: "1.3",
      ech: "none",
    });
    expect(facts.ja4).toMatch(/^t13d0104h2_[0-9a-f]{12}_[0-9a-f]{12}$/);
    expect(wants).toEqual([false, false]);
  });

  test("a hello that offers very much is kept in a few words: every row holds them", () => {
    const alpn = ["h2", ...Array.from({ length: 60 }, (_, at) => `${String.fromCharCode(1 + at)}`.repeat(200))];
    const { facts } = stream([[0, records(clientHello({ name: "fly.example.org", alpn }))]]);
    expect(facts.alpn?.startsWith("h2,\\001\\001")).toBe(true);
    expect(facts.alpn?.length).toBeLessThan(1_100);
    expect(facts.ja4).toMatch(/^t1\dd....h2_/);
  });

  test.each([1, 2, 3, 5, 100])("records of %i bytes say the same", (size) => {
    const whole = stream([[0, records(hello)]]).facts;
    expect(stream([[0, records(hello, size)]]).facts).toEqual(whole);
  });

  test("a hello larger than a record is put together", () => {
    const large = clientHello({ name: "large.example", padding: 30_000 });
    expect(stream([[0, records(large)]]).facts).toMatchObject({ sni: "large.example", service: "ssl" });
  });

  test("TLS 1.2: the chosen protocol, and the certificate's name", () => {
    const { facts, wants } = stream([
      [0, records(clientHello({ alpn: ["h2", "http/1.1"] }))],
      [1, records(bytes(serverHello(0x0303, "http/1.1"), certificateMessage(certificate("www.example.net", ["www.example.net"]))), 50)],
    ]);
    expect(facts).toMatchObject({ sni: null, alpn: "http/1.1", version: "1.2", certificateName: "www.example.net" });
    expect(wants).toEqual([false, false]);
  });

  test("what the server chose stays when its hello comes first", () => {
    const { facts } = stream([
      [1, records(serverHello(0x0304))],
      [0, records(hello)],
    ]);
    expect(facts).toMatchObject({ version: "1.3", sni: "fly.example.org" });
  });

  test("both hellos are found when the direction was guessed wrong", () => {
    const { facts } = stream([
      [1, records(hello)],
      [0, records(serverHello(0x0302))],
    ]);
    expect(facts).toMatchObject({ version: "1.1", sni: "fly.example.org" });
  });

  test("ECH: a known outer name is outer, any other is GREASE", () => {
    expect(stream([[0, records(clientHello({ name: "cloudflare-ech.com", ech: true }))]]).facts.ech).toBe("outer");
    expect(stream([[0, records(clientHello({ name: "real.example", ech: true }))]]).facts.ech).toBe("grease");
    expect(stream([[0, records(clientHello({ name: "cloudflare-ech.com" }))]]).facts.ech).toBe("none");
  });

  test("a cut hello gives its name, no fingerprint, and an issue", () => {
    const cut = records(clientHello({ name: "cut.example", padding: 1000 })).subarray(0, 400);
    const { facts, issues } = stream([[0, cut]]);
    expect(facts).toMatchObject({ service: "ssl", sni: "cut.example", ja4: null });
    expect(issues).toEqual(["hello-incomplete"]);
  });

  test("two records make TLS without a hello; one odd record header does not", () => {
    const data = records(new Uint8Array(40), 20, 23);
    expect(stream([[1, data]])).toMatchObject({ facts: { service: "ssl", sni: null }, wants: [true, false] });
    expect(stream([[1, bytes(data.subarray(0, 25), "GET / HTTP/1.1\r\n")]]).facts.service).toBeNull();
  });

  test("a handshake message that claims 16 MB is given up, not waited for", () => {
    const greedy = bytes(1, 0xff, 0xff, 0xff, new Uint8Array(100_000));
    const { wants, facts } = stream([[0, records(greedy)]]);
    expect(wants[0]).toBe(false);
    expect(facts.sni).toBeNull();
  });

  test("names with control characters are written so that a terminal stays unharmed", () => {
    expect(stream([[0, records(clientHello({ name: "a\u001b[2Jb.example" }))]]).facts.sni).toBe("a\\027[2jb.example");
  });

  test("SSL 2 hello is TLS without a name", () => {
    const old = bytes(0x80, 28, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 5, new Uint8Array(16));
    expect(stream([[0, old]])).toMatchObject({ facts: { service: "ssl" }, wants: [false, true] });
  });
});

describe("certificate names", () => {
  const nameOf = (leaf: Uint8Array): string | null => {
    const message = certificateMessage(leaf).subarray(4);
    return nameOfCertificateMessage(message, 0, message.length);
  };
  test("the common name when it is a host", () => expect(nameOf(certificate("*.example.net", ["a.example"]))).toBe("*.example.net"));
  test("else the first dNSName", () => expect(nameOf(certificate("Device 7", ["a.example", "b.example"]))).toBe("a.example"));
  test("else the common name as it is", () => expect(nameOf(certificate("device"))).toBe("device"));
  test("else nothing", () => expect(nameOf(certificate(undefined))).toBeNull());
  test("a cut certificate gives what stands in it", () => {
    const message = certificateMessage(certificate("www.example.net", ["a.example"])).subarray(4);
    const names = Array.from({ length: message.length }, (_, end) => nameOfCertificateMessage(message, 0, end));
    expect(names).toContain("www.example.net");
    expect(names[10]).toBeNull();
  });
});

describe("TLS inside other dialogues", () => {
  const starttls = (client: string, server: string): Said[] => [
    [1, bytes(server)],
    [0, bytes(client)],
    [1, bytes("go ahead\r\n")],
    [0, records(hello)],
    [1, records(serverHello(0x0304))],
  ];
  test.each([
    ["smtp,ssl", "EHLO me\r\nSTARTTLS\r\n", "220 mail.example ESMTP\r\n250-x\r\n"],
    ["pop3,ssl", "STLS\r\n", "+OK ready\r\n"],
    ["imap,ssl", "a1 STARTTLS\r\n", "* OK IMAP4 ready\r\n"],
    ["ftp,ssl", "AUTH TLS\r\n", "220 FTP server\r\n"],
    ["ssl", "HELLO WORLD\r\n", "200 some dialogue\r\n"],
  ])("%s", (service, client, server) => {
    expect(stream(starttls(client, server)).facts).toMatchObject({ service, sni: "fly.example.org", version: "1.3" });
  });

  test("XMPP", () => {
    const { facts } = stream([
      [0, bytes("<?xml version='1.0'?><stream:stream to='x.example'><starttls xmlns='urn'/>")],
      [1, bytes("<?xml version='1.0'?><stream:stream><proceed/>")],
      [0, records(hello)],
    ]);
    expect(facts).toMatchObject({ service: "xmpp,ssl", sni: "fly.example.org" });
  });

  test("CONNECT: the proxy's target and the name inside", () => {
    const { facts } = stream([
      [0, bytes("CONNECT inner.example:443 HTTP/1.1\r\nHost: inner.example:443\r\n\r\n", records(hello))],
      [1, bytes("HTTP/1.1 200 OK\r\n\r\n", records(serverHello(0x0304)))],
    ]);
    expect(facts).toMatchObject({ service: "http,ssl", host: "inner.example", sni: "fly.example.org", version: "1.3" });
  });

  test("a record of another length field is no TLS", () => {
    expect(stream([[0, bytes(22, 3, 1, sized16(new Uint8Array(60_000)))]]).facts.service).toBeNull();
  });
});
