/** Starts the browser app. */
import "@fontsource/noto-sans/latin-400.css";
import "@fontsource/noto-sans/latin-600.css";
import "@fontsource/noto-sans/latin-700.css";
import "@fontsource/noto-sans-mono/latin-400.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/print.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { applyTheme } from "./settings/apply-theme.ts";
import { settingsStore } from "./settings/settings-store.ts";

applyTheme(settingsStore);
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
