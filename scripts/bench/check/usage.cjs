// `node --require usage.cjs …` writes the peak memory of the process, in kB, to the file that BENCH_USAGE names.
process.on('exit', () => require('node:fs').writeFileSync(process.env.BENCH_USAGE, String(process.resourceUsage().maxRSS)));
