const argv = process.argv.slice(2)

// The one answer that needs nothing else is given before any other file is read: not even the one with VERSION.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${LIQWATCH_VERSION}\n`)
} else {
  const { run } = await import('./run.ts')
  await run(argv)
}
