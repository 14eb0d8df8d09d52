// Collects the outcome of a vitest run for tools/run-tests.mjs: counts, the title of every skipped test (it carries the reason), failures.
import { writeFileSync } from "node:fs";

/** A vitest reporter that writes its result as JSON to the file named by CREANCE_TEST_RESULT. */
export default class ResultReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const result = { passed: 0, failed: 0, skipped: [], failures: [], unhandled: unhandledErrors.length };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests += 1;
        const { state } = test.result();
        if (state === "passed") result.passed += 1;
        else if (state === "failed") {
          result.failed += 1;
          result.failures.push(`${module.relativeModuleId}: ${test.fullName}`);
        } else result.skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
      }
      if (module.state() === "failed" && (tests === 0 || module.errors().length > 0)) {
        result.failed += 1;
        result.failures.push(`${module.relativeModuleId}: the file could not be run`);
      }
    }
    writeFileSync(process.env.CREANCE_TEST_RESULT, JSON.stringify(result));
  }
}
