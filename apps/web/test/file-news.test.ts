import type { ImportJob } from "@creance/api";
import { expect, test } from "vitest";
import { fileNews } from "../src/import/file-news.ts";

type File = ImportJob["problems"][number];
const file = (change: Partial<File>): File => ({
  ...{ path: "a.pcap", sha256: "ab", status: "kept", format: "pcap", sealed: false, damaged: false, flightId: null, sentence: "said" },
  ...change,
});

test("only captures that were read whole are good news", () => {
  const good = [file({}), file({ format: "pcapng+gzip", status: "alreadyKept" })];
  const bad = [file({ damaged: true }), file({ status: "failed", sha256: null }), file({ format: null }), file({ format: "dji-txt" })];
  expect(fileNews([bad[0], good[0], bad[1], bad[2], good[1], bad[3]].filter((one) => one !== undefined))).toEqual({
    captures: good,
    problems: bad,
  });
});
