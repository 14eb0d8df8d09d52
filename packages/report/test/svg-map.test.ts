import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterDots, fitMap, type MapModel, mapColours, mapStyleSheet, svgMap, valueRamps, worldOutlines } from "../src/index.ts";
import { placeLabels } from "../src/place-labels.ts";

const rows = 400;
const track = {
  latDeg: Float64Array.from({ length: rows }, (_, row) => 46 + row / 1e5),
  lonDeg: Float64Array.from({ length: rows }, (_, row) => 8 + Math.sin(row / 40) / 1e3),
  value: { values: Float32Array.from({ length: rows }, (_, row) => row / 4), label: "Height above home", unit: "m" },
  weak: Uint8Array.from({ length: rows }, (_, row) => (row > 100 && row < 150 ? 1 : 0)),
};
const model: MapModel = {
  widthPx: 800,
  heightPx: 500,
  title: "Bridge inspection",
  description: "The path of one flight.",
  units: "metric",
  tracks: [track],
  markers: [
    { kind: "home", latDeg: 46, lonDeg: 8, label: "home" },
    { kind: "pilot", latDeg: 46.0005, lonDeg: 8.0004, label: "pilot ±80 m", accuracyM: 80 },
  ],
};

/** Every element is closed and nothing is nested wrongly: enough of XML for a picture made of five kinds of elements. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(/<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g, (_, closing: string, name: string, __, empty: string) => {
    if (closing === "/") expect(open.pop()).toBe(name);
    else if (empty === "") open.push(name);
    return "";
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}

describe("svgMap", () => {
  test("shows track, weak stretch, markers, legend, scale, north and attribution", () => {
    const svg = svgMap(model);
    assertWellFormed(svg);
    expect(svg).toContain('<title id="map-title">Bridge inspection</title>');
    expect(svg).toContain('aria-labelledby="map-title map-desc"');
    expect(svg).toMatch(/cm-weak|cm-s-weak/);
    expect(svg).toContain('stroke-dasharray="6 5"');
    expect(svg).toContain(">Height above home<");
    expect(svg).toContain(">100 m<");
    expect(svg).toContain(">N<");
    expect(svg).toContain("no tile server");
    // Every text has the class that carries the theme, the attribution too.
    for (const [text] of svg.matchAll(/<text [^>]*>/g)) expect(text).toMatch(/ class="cm-[wf]-/);
    expect(svg.match(/data-kind="(home|pilot)"/g)).toHaveLength(2);
    for (const colour of valueRamps.light) expect(svg).toContain(colour);
  });

  test("asks nobody for anything: no link, no script, no style element, no address but the SVG namespace", () => {
    const svg = svgMap(model);
    expect(svg.match(/https?:[^"' ]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    expect(svg).not.toMatch(/<(script|style|image|use|a|foreignObject)|href|url\(|style="/);
  });

  test("is the same every time", () => {
    expect(svgMap(model)).toBe(svgMap(model));
  });

  test("stays small however long the flight: at most 4,000 points", () => {
    let seed = 1;
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed / 0x7fffffff;
    };
    const long = 200_000;
    const noise = {
      latDeg: Float64Array.from({ length: long }, () => 46 + random() / 100),
      lonDeg: Float64Array.from({ length: long }, () => 8 + random() / 100),
      value: { values: Float64Array.from({ length: long }, random), label: "Speed", unit: "m/s" },
    };
    const svg = svgMap({ ...model, tracks: [noise], markers: [] });
    assertWellFormed(svg);
    const tracks = /<g class="cm-tracks".*?<\/g>/.exec(svg)?.[0] ?? "";
    expect(tracks.match(/[ML ]-?[\d.]+ -?[\d.]+/g)?.length).toBeLessThanOrEqual(4000);
    expect(svg.length).toBeLessThan(100_000);
  });

  test("thousands of flights become few dots that count all of them", () => {
    const dots = Array.from({ length: 5000 }, (_, at) => ({ id: `f${at}`, latDeg: 40 + (at % 70) / 10, lonDeg: -120 + (at % 90) / 9 }));
    const svg = svgMap({ ...model, tracks: [], markers: [], dots });
    assertWellFormed(svg);
    const counts = [...svg.matchAll(/data-count="(\d+)"/g)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000);
    expect(counts.length).toBeLessThan(300);
    expect(svg).toContain("° N");
  });

  test("more tracks than points does not break the bound", () => {
    const tracks = Array.from({ length: 6000 }, (_, at) => ({ latDeg: [46 + at / 1e4, 46.01 + at / 1e4], lonDeg: [8, 8.01] }));
    const svg = svgMap({ ...model, tracks, markers: [] });
    expect(svg.match(/M-?[\d.]+ -?[\d.]+L/g)?.length).toBeLessThanOrEqual(2000);
  });

  test("an empty model is an empty map, not an error", () => {
    assertWellFormed(svgMap({ widthPx: 300, heightPx: 200, title: "", description: "", units: "imperial" }));
    assertWellFormed(svgMap({ ...model, widthPx: 1, heightPx: 1 }));
  });

  test("text from a record cannot leave its place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, label) => {
        const svg = svgMap({
          ...model,
          title,
          idPrefix: "x",
          attribution: label,
          markers: [{ kind: "home", latDeg: 46, lonDeg: 8, label }],
          dots: [{ id: label, latDeg: 46, lonDeg: 8 }],
        });
        assertWellFormed(svg);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
    );
  });

  test("any numbers at all give a well-formed picture", () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.constant(null)), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, numbers, numbers, numbers, (latDeg, lonDeg, values, weak) => {
        assertWellFormed(svgMap({ ...model, tracks: [{ latDeg, lonDeg, weak, value: { values, label: "v", unit: "" } }] }));
      }),
      { numRuns: 300 },
    );
  });

  test("a latitude beyond the poles is no position", () => {
    assertWellFormed(svgMap({ ...model, tracks: [{ latDeg: [0, 2.2e306, 1], lonDeg: [0, 0, 1e300] }] }));
  });

  test("a value that is unknown in a row is drawn without a step of the ramp", () => {
    const half = { ...track.value, values: track.value.values.map((value, row) => (row < 200 ? value : Number.NaN)) };
    const svg = svgMap({ ...model, tracks: [{ ...track, value: half }] });
    expect(svg).toContain("cm-s-muted");
  });
});

describe("words beside markers", () => {
  const picture = { left: 2, top: 2, right: 798, bottom: 498 };

  test("never cover each other, a marker or a reserved box, and never leave the picture", () => {
    const request = fc.record({
      xPx: fc.double({ min: 0, max: 800, noNaN: true }),
      yPx: fc.double({ min: 0, max: 500, noNaN: true }),
      text: fc.string({ maxLength: 20 }),
    });
    const reserved = [{ left: 0, top: 400, right: 300, bottom: 500 }];
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
        const boxes = placeLabels(requests, picture, reserved).flatMap((place, at) => {
          if (place === null) return [];
          const width = (requests[at]?.text.length ?? 0) * 6.9;
          const left = place.anchor === "start" ? place.xPx : place.anchor === "end" ? place.xPx - width : place.xPx - width / 2;
          return [{ left, right: left + width, top: place.yPx - 12, bottom: place.yPx + 4 }];
        });
        for (const [at, box] of boxes.entries()) {
          expect(box.left >= 2 && box.right <= 798 && box.top >= 2 && box.bottom <= 498).toBe(true);
          for (const other of [...boxes.slice(at + 1), ...reserved]) {
            const apart = box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  test("stand to the right where there is room", () => {
    expect(placeLabels([{ xPx: 100, yPx: 100, text: "home" }], picture)).toEqual([{ xPx: 112, yPx: 104, anchor: "start", text: "home" }]);
  });
});

test("clusterDots joins what shares a place and leaves out what is not on the map", () => {
  const dots = [
    { id: "a", latDeg: 40, lonDeg: 8 },
    { id: "b", latDeg: 40, lonDeg: 8 },
    { id: "c", latDeg: 45, lonDeg: 15 },
  ];
  const projection = fitMap({ widthPx: 800, heightPx: 500, dots });
  const clusters = clusterDots(projection, [
    ...dots,
    { id: "away", latDeg: -80, lonDeg: 0 },
    { id: "unknown", latDeg: Number.NaN, lonDeg: 0 },
  ]);
  expect(clusters.map(({ ids }) => ids)).toEqual([["a", "b"], ["c"]]);
});

describe("colours", () => {
  test("the ramp keeps one direction of lightness and 3:1 to the ground in both themes", () => {
    for (const theme of ["light", "dark"] as const) {
      const ground = luminance(mapColours[theme].ground);
      const steps = valueRamps[theme].map(luminance);
      for (const step of steps) expect(contrast(step, ground)).toBeGreaterThanOrEqual(3);
      const sorted = steps.toSorted((a, b) => (theme === "light" ? b - a : a - b));
      expect(steps).toEqual(sorted);
    }
  });

  test("words keep 4.5:1 to the ground", () => {
    for (const theme of ["light", "dark"] as const) {
      const { ground, ink, muted, dot, dotText } = mapColours[theme];
      expect(contrast(luminance(ink), luminance(ground))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(luminance(muted), luminance(ground))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(luminance(dotText), luminance(dot))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("the style sheet names every class that a picture uses", () => {
    const sheet = mapStyleSheet();
    for (const theme of ["light", "dark"] as const) {
      const svg = svgMap({ ...model, theme, dots: [{ id: "a", latDeg: 46, lonDeg: 8 }] });
      for (const [, name] of svg.matchAll(/class="(cm-[fsw]-[a-zA-Z0-9]+)"/g)) expect(sheet).toContain(`.${name}{`);
    }
    for (const [, variable] of sheet.matchAll(/var\((--map-[a-zA-Z0-9]+)\)/g)) expect(sheet).toContain(`${variable}:#`);
  });
});

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe("outlines", () => {
  test("are lines of the whole world, in range and parted", () => {
    const outlines = worldOutlines();
    expect(outlines.length).toBeGreaterThan(300);
    expect(new Set(outlines.map(({ kind }) => kind))).toEqual(new Set(["coast", "border"]));
    for (const { latDeg, lonDeg } of outlines) {
      expect(latDeg.length).toBe(lonDeg.length);
      for (let row = 0; row < latDeg.length; row += 1) {
        expect(Math.abs(latDeg[row] as number)).toBeLessThanOrEqual(90);
        expect(Math.abs(lonDeg[row] as number)).toBeLessThanOrEqual(540);
      }
    }
  });

  test("do not decide what is shown, never bar the map, and stay bounded", () => {
    const dots = [
      { id: "a", latDeg: 38.5, lonDeg: -122.7 },
      { id: "b", latDeg: -33, lonDeg: 151 },
      { id: "c", latDeg: 52, lonDeg: 13 },
    ];
    const world = { ...model, tracks: [], markers: [], dots };
    const svg = svgMap({ ...world, outlines: worldOutlines() });
    assertWellFormed(svg);
    expect(svg).toContain("cm-s-coast");
    expect(fitMap({ ...world, outlines: worldOutlines() } as MapModel)).toEqual(fitMap(world));
    const coast = /<path class="cm-s-coast"[^>]* d="([^"]*)"/.exec(svg)?.[1] ?? "";
    for (const line of coast.split("M").slice(1)) {
      const xs = line.split("L").map((point) => Number.parseFloat(point));
      for (let at = 1; at < xs.length; at += 1) expect(Math.abs((xs[at] as number) - (xs[at - 1] as number))).toBeLessThan(400);
    }
    expect(svg.length).toBeLessThan(250_000);
  });
});
