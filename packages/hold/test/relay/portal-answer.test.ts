import { expect, test } from "vitest";
import { portalAnswer } from "../../src/index.ts";

const ask = (host: string, path: string, method = "GET") =>
  Buffer.from(portalAnswer({ method, path, host, body: { kind: "none" } })).toString("latin1");

test("probes get what they wait for, and nothing more", () => {
  expect(ask("connectivitycheck.gstatic.com", "/generate_204")).toBe(
    "HTTP/1.1 204 No Content\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n",
  );
  expect(ask("www.gstatic.com", "/generate_204?x=1")).toContain(" 204 ");
  expect(ask("captive.apple.com", "/")).toMatch(/ 200 OK[\s\S]*Content-Length: 68[\s\S]*<BODY>Success<\/BODY><\/HTML>$/);
  expect(ask("www.msftconnecttest.com", "/connecttest.txt")).toMatch(/Content-Length: 22\r\n\r\nMicrosoft Connect Test$/);
  expect(ask("detectportal.firefox.com", "/success.txt")).toMatch(/\r\n\r\nsuccess\n$/);
  expect(ask("captive.apple.com", "/hotspot-detect.html", "HEAD")).toMatch(/Content-Length: 68\r\n\r\n$/);
  expect(ask("www.gstatic.com", "/other")).toMatch(/^HTTP\/1.1 404 Not Found\r\n[\s\S]*Content-Length: 0\r\n\r\n$/);
  expect(ask("www.gstatic.com", "/generate_204", "POST")).toMatch(/^HTTP\/1.1 405 /);
  expect(ask("www.gstatic.com", "/__proto__")).toMatch(/ 404 /);
});
