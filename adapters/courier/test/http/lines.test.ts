/** Which connections may open: names, addresses, TLS. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAddresses } from "../../src/http/lines.ts";
import { type LyingS3, startLyingS3 } from "../lab/lying-s3.ts";
import { observedCourier } from "../lab/observed-courier.ts";
import { patternedSource } from "../lab/patterned-source.ts";

describe("connections", () => {
  let server: LyingS3;
  beforeAll(async () => {
    server = await startLyingS3();
  });
  afterAll(() => server.stop());

  it("a name that stands for an address inside is refused unless that was named", () => {
    const named = server.destination({ endpoint: "https://s3.example.org" });
    expect(() => checkAddresses(named, "s3.example.org", ["52.218.1.1"])).not.toThrow();
    for (const address of ["10.0.0.1", "127.0.0.1", "::1", "::ffff:192.168.0.1", "169.254.169.254"]) {
      expect(() => checkAddresses(named, "s3.example.org", ["52.218.1.1", address])).toThrow(
        expect.objectContaining({ code: "address-refused" }),
      );
    }
    expect(() => checkAddresses(named, "s3.example.org", [])).toThrow(expect.objectContaining({ code: "destination-unreachable" }));
    expect(() => checkAddresses({ ...named, addresses: ["10.0.0.1"] }, "s3.example.org", ["10.0.0.1"])).not.toThrow();
    expect(() => checkAddresses({ ...named, addresses: ["169.254.1.1"] }, "s3.example.org", ["169.254.1.1"])).toThrow();
  });

  it("a name with addresses of its own is never looked up", async () => {
    const { courier, asks } = observedCourier();
    const { port } = new URL(server.endpoint);
    const destination = server.destination({ endpoint: `http://s3.lab.example:${port}`, addresses: ["127.0.0.1"] });
    await courier.upload({ destination, credentials: server.credentials, object: "pinned", source: patternedSource(10) });
    expect(asks.map(({ purpose, host, address }) => [purpose, host, address])).toEqual([["upload", "s3.lab.example", "127.0.0.1"]]);
    await courier.close();
  });

  it("looking a name up is asked for, too, and its failure told", async () => {
    const { courier, asks, ends } = observedCourier();
    const destination = server.destination({ endpoint: "https://no-such-name.invalid" });
    await expect(courier.list({ destination, credentials: server.credentials })).rejects.toMatchObject({ code: "destination-unreachable" });
    expect(asks).toMatchObject([{ purpose: "resolve", address: null, isEncrypted: false }]);
    expect(ends).toMatchObject([{ outcome: "failed", upBytes: null }]);
    await courier.close();
  });

  it("TLS to what speaks none is refused at once", async () => {
    const { courier, asks } = observedCourier();
    const destination = server.destination({ endpoint: server.endpoint.replace("http:", "https:") });
    await expect(courier.list({ destination, credentials: server.credentials })).rejects.toMatchObject({ code: "tls-refused" });
    expect(asks.length).toBe(1);
    await courier.close();
  });

  it("each share has connections of its own", async () => {
    const { courier, asks } = observedCourier();
    const errand = { destination: server.destination(), credentials: server.credentials };
    await courier.list({ ...errand, shareId: "one" });
    await courier.list({ ...errand, shareId: "one" });
    await courier.list({ ...errand, shareId: "two" });
    expect(asks.map(({ shareId }) => shareId)).toEqual(["one", "two"]);
    await courier.close();
  });
});
