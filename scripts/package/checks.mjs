// What was checked, printed as it happens.
export class Checks {
  passed = 0;
  failed = 0;
  skipped = 0;

  section(title) {
    console.log(`\n${title}`);
  }

  figure(text) {
    console.log(`        ${text}`);
  }

  /** `problems`: what is wrong, in words; empty if nothing is. */
  check(name, problems) {
    if (problems.length === 0) {
      this.passed += 1;
      console.log(`  ok    ${name}`);
      return;
    }
    this.failed += 1;
    console.log(`  FAIL  ${name}`);
    for (const problem of problems) console.log(`        ${String(problem).replaceAll('\n', '\n        ')}`);
  }

  /** What this machine cannot check; a failure in CI, where everything must be checked. */
  skip(name, reason) {
    if (process.env.CI) return this.check(name, [reason]);
    this.skipped += 1;
    console.log(`  skip  ${name}: ${reason}`);
  }

  /** Runs a part; what it throws is a failed check, and the other parts still run. */
  async part(title, body) {
    this.section(title);
    const started = performance.now();
    try {
      await body();
    } catch (error) {
      this.check(title, [error.stack ?? error]);
    }
    this.figure(`${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

/** A problem if the condition does not hold. */
export const unless = (condition, problem) => (condition ? [] : [problem]);
