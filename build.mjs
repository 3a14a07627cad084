// Bundles src into dist: fewer files to open means a faster start. Libraries with native parts, and the
// exchange client (its shim must patch the very module it loads), stay outside the bundle.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('.', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const [fresh, old] = ['new', 'old'].map((name) => `${root}dist.${name}-${process.pid}`)
const shared = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  define: { LIQWATCH_VERSION: JSON.stringify(version) },
  // Only what is measured needs to know where its code came from.
  sourcemap: process.env.LIQWATCH_CHILD_COVERAGE !== undefined,
  logLevel: 'warning',
}
await build({
  ...shared,
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: fresh,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['binance-api-node', 'libsql', 'node-notifier', 'ws'],
  // Bundled CommonJS libraries (cli-table3) ask for Node's own modules through require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  legalComments: 'linked',
})

// The manual page is made from the program that was just built.
const workshop = `${fresh}/manual`
await build({ ...shared, entryPoints: { print: 'src/cli/manual/print.ts' }, outdir: workshop, packages: 'external' })
writeFileSync(`${fresh}/liqwatch.1`, execFileSync(process.execPath, [`${workshop}/print.js`]))
rmSync(workshop, { recursive: true })

// The finished build replaces the old one at once: a program that starts meanwhile finds one of them whole.
if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old)
renameSync(fresh, `${root}dist`)
rmSync(old, { recursive: true, force: true })
