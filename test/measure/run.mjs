// Runs every test and prints how much of the program they went through: by room, and whether the bars are kept. What
// tests of the built program run in processes of their own counts too. Optional: paths of tests, to look at a part.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { condenseChildren, mergeChildren } from './merge-children.mjs'
import { bars, table } from './table.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = resolve(root, 'coverage')
const children = resolve(folder, 'children')
rmSync(folder, { recursive: true, force: true })
mkdirSync(children, { recursive: true })

const vitest = resolve(root, 'node_modules/vitest/vitest.mjs')
const options = [
  'run',
  '--coverage',
  '--coverage.clean=false',
  '--coverage.reportOnFailure',
  '--coverage.reporter=json',
]
const paths = process.argv.slice(2)
const tests = spawn(process.execPath, [vitest, ...options, ...paths], {
  cwd: root,
  env: { ...process.env, LIQWATCH_CHILD_COVERAGE: children },
  stdio: 'inherit',
})
const condensing = setInterval(() => condenseChildren(children), 5000)
const [status] = await once(tests, 'close')
clearInterval(condensing)
condenseChildren(children)
const coverage = JSON.parse(readFileSync(resolve(folder, 'coverage-final.json'), 'utf8'))
mergeChildren(coverage, children)
rmSync(children, { recursive: true, force: true })
// The next run of the program must not be the one that was built to be measured.
spawnSync(process.execPath, [resolve(root, 'build.mjs')], { cwd: root, stdio: 'inherit' })

console.log(table(coverage, root))
const broken = bars(coverage, root)
for (const line of broken) console.error(line)
process.exitCode = status === 0 && broken.length === 0 ? 0 : 1
