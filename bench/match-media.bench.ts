/**
 * Matching: pictures of many cards with many flights, made up. `npm run bench match-media`. `CREANCE_BENCH_ITEMS` (50,000) and
 * `CREANCE_BENCH_FLIGHTS` (10,000) change it. Each card holds the pictures of some days; its clock is two hours and some seconds off.
 */
import { fromLocal } from "../packages/core/src/index.ts";
import { type MatchableFlight, type MatchableMedia, matchMedia } from "../packages/flight/src/index.ts";

const wantedItems = Number(process.env["CREANCE_BENCH_ITEMS"] ?? 50_000);
const wantedFlights = Number(process.env["CREANCE_BENCH_FLIGHTS"] ?? 10_000);
const rows = 600;
const flightsPerCard = 50;
const start = Date.UTC(2026, 0, 1) * 1000;
const random = generator(11);

const flights: MatchableFlight[] = [];
const origins: { latDeg: number; lonDeg: number }[] = [];
for (let index = 0; index < wantedFlights; index += 1) {
  // Sites are flown again and again, four flights a day of each aircraft.
  const origin = { latDeg: 45 + 0.01 * (index % 97), lonDeg: 8 + 0.01 * (index % 89) };
  const startUs = start + Math.floor(index / 40) * 86_400e6 + (index % 40) * 1100e6;
  const timeUs = new Float64Array(rows);
  const latDeg = new Float64Array(rows);
  const lonDeg = new Float64Array(rows);
  const heading = 2 * Math.PI * random();
  for (let row = 0; row < rows; row += 1) {
    const lane = Math.floor(row / 50);
    const along = (lane % 2 === 0 ? row % 50 : 50 - (row % 50)) * 8;
    const point = fromLocal(origin.latDeg, origin.lonDeg, {
      eastM: along * Math.cos(heading) - lane * 60 * Math.sin(heading),
      northM: along * Math.sin(heading) + lane * 60 * Math.cos(heading),
    });
    timeUs[row] = startUs + row * 1e6;
    latDeg[row] = point.latDeg;
    lonDeg[row] = point.lonDeg;
  }
  origins.push(origin);
  flights.push({
    id: `f${index}`,
    startUs,
    endUs: startUs + rows * 1e6,
    aircraftSerial: null,
    cameraSerial: null,
    isExposureTable: false,
    timeUs,
    latDeg,
    lonDeg,
    edges: [],
  });
}

const media: MatchableMedia[] = [];
const truth: string[] = [];
for (let item = 0; item < wantedItems; item += 1) {
  const flight = flights[Math.floor((item * wantedFlights) / wantedItems)] as MatchableFlight;
  const card = Math.floor(Number(flight.id.slice(1)) / flightsPerCard);
  const row = Math.floor(random() * rows);
  const off = fromLocal(flight.latDeg[row] as number, flight.lonDeg[row] as number, { eastM: 6 * random() - 3, northM: 6 * random() - 3 });
  const offsetUs = 7200e6 + (card % 60) * 1e6;
  truth.push(flight.id);
  media.push({
    sha256: `m${item}`,
    kind: "photo",
    card: `card ${card}`,
    stem: `DJI_${item}`,
    time: {
      utcUs: null,
      utcSource: null,
      localUs: Math.floor(((flight.timeUs[row] as number) + offsetUs) / 1e6) * 1e6,
      localSource: "exif",
      zoneMin: null,
    },
    durationUs: null,
    places: [{ ...off, elapsedMs: 0 }],
    aircraftSerial: null,
    cameraSerial: null,
  });
}

const began = performance.now();
const { matches, cards } = matchMedia(media, flights);
const seconds = (performance.now() - began) / 1000;
const right = matches.filter(
  ({ flightId, confidence }, index) => flightId === truth[index] && (confidence === "sure" || confidence === "likely"),
).length;
const wrong = matches.filter(
  ({ flightId, confidence }, index) => flightId !== truth[index] && (confidence === "sure" || confidence === "likely"),
).length;
const solved = cards.filter(({ offsetUs }) => offsetUs !== null).length;
process.stdout.write("| items | flights | cards | clocks solved | attached rightly | attached wrongly | left to a person | s |\n");
process.stdout.write("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
process.stdout.write(
  `| ${wantedItems} | ${wantedFlights} | ${cards.length} | ${solved} | ${right} | ${wrong} | ${wantedItems - right - wrong} | ${seconds.toFixed(1)} |\n`,
);

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
