/** Addresses of the app: a link reproduces the view. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { FilesPage } from "./files/files-page.tsx";
import { parseFilesSearch } from "./files/files-search.ts";
import { FlightPage } from "./flight/flight-page.tsx";
import { FlightsPage } from "./flights/flights-page.tsx";
import { parseFlightsSearch } from "./flights/flights-search.ts";
import { parseHoldSearch } from "./hold/hold-search.ts";
import { parseLedgerSearch } from "./ledger/ledger-search.ts";
import { parseRetentionSearch } from "./ledger/retention/retention-search.ts";
import { parseExposureSearch } from "./media/exposure/exposure-search.ts";
import { parseMediaSearch } from "./media/media-search.ts";
import { parsePlaceSearch } from "./media/place-search.ts";
import { parseGrantsSearch, parseNewGrantSearch } from "./share/grants/grants-search.ts";
import { parsePublishSearch } from "./share/publish/publish-search.ts";
import { parseRequestsSearch } from "./share/requests/requests-search.ts";
import { parseNewShareSearch, parseShareSearch } from "./share/share-search.ts";
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

// The Media pages are a chunk of their own, too.
const mediaRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/media",
  validateSearch: parseMediaSearch,
  component: lazyRouteComponent(() => import("./media/media-page.tsx"), "MediaPage"),
});

const mediaMapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/media/map",
  validateSearch: parsePlaceSearch,
  component: lazyRouteComponent(() => import("./media/place-page.tsx"), "PlacePage"),
});

const doubtfulRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/media/doubtful",
  component: lazyRouteComponent(() => import("./media/doubtful-page.tsx"), "DoubtfulPage"),
});

const mediaItemRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/media/$sha256",
  component: lazyRouteComponent(() => import("./media/item-page.tsx"), "ItemPage"),
  validateSearch: (search: Record<string, unknown>): { readonly t?: string; readonly region?: string } => ({
    ...(typeof search["t"] === "string" && /^\d{1,8}$/.test(search["t"]) ? { t: search["t"] } : {}),
    ...(typeof search["region"] === "string" && /^[\d.,;-]{1,4000}$/.test(search["region"]) ? { region: search["region"] } : {}),
  }),
});

const exposureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/exposure",
  validateSearch: parseExposureSearch,
  component: lazyRouteComponent(() => import("./media/exposure/exposure-page.tsx"), "ExposurePage"),
});

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

const holdRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/hold",
  validateSearch: parseHoldSearch,
  component: lazyRouteComponent(() => import("./hold/hold-page.tsx"), "HoldPage"),
});

const shareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share",
  validateSearch: parseShareSearch,
  component: lazyRouteComponent(() => import("./share/share-page.tsx"), "SharePage"),
});

const newShareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/new",
  validateSearch: parseNewShareSearch,
  component: lazyRouteComponent(() => import("./share/new-share-page.tsx"), "NewSharePage"),
});

const grantsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/grants",
  validateSearch: parseGrantsSearch,
  component: lazyRouteComponent(() => import("./share/grants/grants-page.tsx"), "GrantsPage"),
});

const newGrantRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/grants/new",
  validateSearch: parseNewGrantSearch,
  component: lazyRouteComponent(() => import("./share/grants/new-grant-page.tsx"), "NewGrantPage"),
});

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/requests",
  validateSearch: parseRequestsSearch,
  component: lazyRouteComponent(() => import("./share/requests/requests-page.tsx"), "RequestsPage"),
});

const publishRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/share/publish",
  validateSearch: parsePublishSearch,
  component: lazyRouteComponent(() => import("./share/publish/publish-page.tsx"), "PublishPage"),
});

const retentionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ledger/retention",
  validateSearch: parseRetentionSearch,
  component: lazyRouteComponent(() => import("./ledger/retention/retention-page.tsx"), "RetentionPage"),
});

const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ledger",
  validateSearch: parseLedgerSearch,
  component: lazyRouteComponent(() => import("./ledger/ledger-page.tsx"), "LedgerPage"),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  flightsRoute,
  flightRoute,
  mediaRoute,
  mediaMapRoute,
  doubtfulRoute,
  mediaItemRoute,
  exposureRoute,
  watchRoute,
  captureRoute,
  newAuditRoute,
  auditRoute,
  holdRoute,
  shareRoute,
  newShareRoute,
  grantsRoute,
  newGrantRoute,
  requestsRoute,
  publishRoute,
  ledgerRoute,
  retentionRoute,
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
