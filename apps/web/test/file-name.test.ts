import { expect, test } from "vitest";
import { lastOfPath } from "../src/words/file-name.ts";

test("the last part of a path of any system", () => {
  expect(["/a/b/flight.pcap", "C:\\a\\flight.pcap", "flight.pcap", "day.zip!a/b.pcap", "/", ""].map(lastOfPath)).toEqual([
    "flight.pcap",
    "flight.pcap",
    "flight.pcap",
    "b.pcap",
    "/",
    "",
  ]);
});

test("a name that turns the reading direction does not pass for another", () => {
  expect(lastOfPath("/card/\u202egpj.exe\u202c.JPG")).toBe("·gpj.exe·.JPG");
});
