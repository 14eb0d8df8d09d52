import { memorySource } from "@creance/core";
import { openVault } from "./src/index.ts";
const real = await openVault("/tmp/f2v", { create: false });
const page = real.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 10 } as never);
const row = page.rows.find((r) => !r.sealed && r.warnings > 0)!;
const d = real.flight(row.id)!;
const vault = await openVault("/tmp/f2k/vault", { create: true });
const w = await vault.beginWriting();
const t = performance.now();
for (let g = 0; g < 100; g++) {
  const readings = [];
  for (let i = 0; i < 100; i++) {
    const n = g * 100 + i;
    const kept = await w.keep(memorySource(new TextEncoder().encode("made " + n)), { fileName: `made-${n}.txt` });
    const { id, name, originals, ...summary } = d.summary;
    const { summary: _s, note, reveals, originals: _o, ...detail } = d;
    const serial = "SYNTH" + (n % 40);
    const startUs = 1.7e15 + n * 3.6e9;
    readings.push({ sha256: kept.sha256, reader: "dji-flight-record/1", format: "dji-flight-record", formatVersion: 11, sealed: false, damaged: false, regionSha256: kept.sha256, sentence: null, issues: [],
      flights: [{ segment: 0, aircraftSerial: serial, startUs, endUs: startUs + 6e8, rows: d.rows, summary: { ...summary, aircraftSerial: serial, startUs }, detail }],
      reveals: reveals.map(({ alsoInFiles, ...r }) => ({ ...r, value: r.value + (n % 40) })) });
  }
  await w.commit();
  w.addReadings(readings as never);
}
w.release();
console.log("10,000 in", (performance.now() - t) / 1000, "s", vault.info());
vault.close(); real.close();
