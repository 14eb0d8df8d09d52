/** `@creance/pdf`: a report's page to PDF. */
export { pageToPdf } from "./page-to-pdf.ts";
