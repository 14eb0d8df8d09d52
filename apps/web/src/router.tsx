/** Addresses of the app: a link reproduces the view. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { FilesPage } from "./files/files-page.tsx";
import { parseFilesSearch } from "./files/files-search.ts";
import { FlightPage } from "./flight/flight-page.tsx";
import { FlightsPage } from "./flights/flights-page.tsx";
import { parseFlightsSearch } from "./flights/flights-search.ts";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";
import { VaultPage } from "./vault/vault-page.tsx";
import { parseAuditView, parseChosen } from "./watch/audit/audit-search.ts";
import { parseFlowView } from "./watch/flow-view.ts";
import { parseWatchSearch } from "./watch/watch-search.ts";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/flights" });
  },
});

const flightsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/flights",
  validateSearch: parseFlightsSearch,
  component: FlightsPage,
});

const flightRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/flights/$id",
  validateSearch: (search: Record<string, unknown>): { readonly t?: string } =>
    typeof search["t"] === "string" && /^\d{1,9}$/.test(search["t"]) ? { t: search["t"] } : {},
  component: FlightPage,
});

const filesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/files",
  validateSearch: parseFilesSearch,
  component: FilesPage,
});

const vaultRoute = createRoute({ getParentRoute: () => rootRoute, path: "/vault", component: VaultPage });

// The Watch pages are a chunk of their own: who only looks at flights does not load them.
const watchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/watch",
  validateSearch: parseWatchSearch,
  component: lazyRouteComponent(() => import("./watch/watch-page.tsx"), "WatchPage"),
});

const captureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/watch/$sha256",
  validateSearch: parseFlowView,
  component: lazyRouteComponent(() => import("./watch/capture-page.tsx"), "CapturePage"),
});

// Audits are a chunk of their own: who only looks at conversations does not load them.
const newAuditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/watch/audit",
  validateSearch: parseChosen,
  component: lazyRouteComponent(() => import("./watch/audit/new-audit-page.tsx"), "NewAuditPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/watch/audits/$id",
  validateSearch: parseAuditView,
  component: lazyRouteComponent(() => import("./watch/audit/audit-page.tsx"), "AuditPage"),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  flightsRoute,
  flightRoute,
  watchRoute,
  captureRoute,
  newAuditRoute,
  auditRoute,
  filesRoute,
  vaultRoute,
]);

/** A router over the browser's history; the query part of an address is plain `key=value` text. */
export function createAppRouter() {
  return createRouter({
    routeTree,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
      const text = new URLSearchParams(pairs).toString();
      return text === "" ? "" : `?${text}`;
    },
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
