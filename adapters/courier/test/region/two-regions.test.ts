/** Two real servers with TLS as two regions: what is in one is not in the other, and certificates count. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observedCourier } from "../lab/observed-courier.ts";
import { patternedSource } from "../lab/patterned-source.ts";
import { type Rgw, rgwMissing, startRgw } from "../lab/rgw.ts";

describe.skipIf(rgwMissing !== null && process.env["CREANCE_NO_SKIP"] !== "1")(
  `two regions${rgwMissing === null ? "" : ` (${rgwMissing})`}`,
  () => {
    let west: Rgw;
    let east: Rgw;
    const { courier, asks } = observedCourier();

    beforeAll(async () => {
      [west, east] = await Promise.all([startRgw({ isEncrypted: true }), startRgw({ region: "us-east-2", isEncrypted: true })]);
      for (const rgw of [west, east]) await rgw.createBucket("shared");
    });
    afterAll(async () => {
      await courier.close();
      await Promise.all([west?.stop(), east?.stop()]);
    });

    it("each says its own region; the other's name is contradicted", async () => {
      for (const rgw of [west, east]) {
        const { credentials } = rgw;
        const record = await courier.checkRegion({ destination: rgw.destination("shared"), credentials });
        expect(record.grade).toBe("provider-asserted");
        expect(record.certificates[0]).toMatchObject({ subject: "lab server", issuer: "Lab, Lab authority" });
        const region = rgw === west ? "us-east-2" : "us-west-2";
        expect((await courier.checkRegion({ destination: rgw.destination("shared", { region }), credentials })).grade).toBe("contradicted");
      }
    });

    it("uploads over TLS, to an address and to a name", async () => {
      const { credentials } = west;
      const destination = west.destination("shared");
      expect(await courier.upload({ destination, credentials, object: "sealed", source: patternedSource(9_000_000) })).toMatchObject({
        readBack: true,
      });
      const named = { ...destination, endpoint: destination.endpoint.replace("127.0.0.1", "localhost") };
      expect(await courier.head({ destination: named, credentials, object: "sealed" })).toMatchObject({ bytes: 9_000_000 });
      expect(asks.every(({ isEncrypted }) => isEncrypted)).toBe(true);
    });

    it("another authority's certificate, and a public one's only, are refused", async () => {
      const { credentials } = west;
      const destination = west.destination("shared");
      const { caPem: _, ...without } = destination;
      const other = east.caPem === undefined ? {} : { caPem: east.caPem };
      for (const refused of [without, { ...destination, ...other }]) {
        await expect(courier.list({ destination: refused, credentials })).rejects.toMatchObject({ code: "tls-refused" });
      }
      const elsewhere = { ...destination, endpoint: destination.endpoint.replace("127.0.0.1", "s3.lab.example"), addresses: ["127.0.0.1"] };
      await expect(courier.list({ destination: elsewhere, credentials })).rejects.toMatchObject({ code: "tls-refused" });
    });
  },
);
