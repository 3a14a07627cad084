import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Figure, isKept, MARKDOWN_HEAD, markdownRow } from './figure.ts'
import { growthFigures } from './growth.ts'
import { requestFigures } from './requests.ts'
import { soakFigures } from './soak.ts'
import { startupFigures } from './startup.ts'
import { statusFigures } from './status-against-ccxt.ts'
import { tierFigures } from './tiers.ts'
import { watchFigures } from './watch-load.ts'
import { watchWeightFigures } from './watch-weight.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** A soak of a week instead of a day. */
const WEEK_FLAG = '--week'

interface Options {
  readonly isWeek: boolean
}

type Measure = (options: Options) => readonly Figure[] | Promise<readonly Figure[]>

const MEASUREMENTS: Readonly<Record<string, Measure>> = {
  startup: startupFigures,
  status: statusFigures,
  tiers: tierFigures,
  requests: requestFigures,
  growth: growthFigures,
  weight: watchWeightFigures,
  watch: watchFigures,
  soak: soakFigures,
}

process.exitCode = await main(process.argv.slice(2))

/** Measures everything, or what is named; 1 when a promised figure is missed, 2 when nothing could be measured. */
async function main(argv: readonly string[]): Promise<number> {
  const options: Options = { isWeek: argv.includes(WEEK_FLAG) }
  const names = argv.filter((word) => word !== WEEK_FLAG)
  const unknown = names.filter((name) => !(name in MEASUREMENTS))
  if (unknown.length > 0) {
    console.error(`no measurement named ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}`)
    return 2
  }
  const chosen = Object.entries(MEASUREMENTS).filter(([name]) => names.length === 0 || names.includes(name))
  if (chosen.some(([name]) => name === 'status') && !installCcxt()) return 2
  const figures: Figure[] = []
  for (const [name, measure] of chosen) {
    console.error(`measuring ${name} …`)
    figures.push(...(await measure(options)))
  }
  return report(figures)
}

/** The library compared with is no dependency of the program: it is installed here when it is missing. */
function installCcxt(): boolean {
  if (existsSync(`${folder}node_modules/ccxt`)) return true
  console.error('installing ccxt for the comparison (npm ci in test/bench) …')
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
    return true
  } catch {
    console.error('ccxt could not be installed, so nothing was compared with it: run `npm ci` in test/bench')
    return false
  }
}

function report(figures: readonly Figure[]): number {
  const machine = { node: process.version, cores: cpus().length, platform: `${process.platform} ${process.arch}` }
  const date = new Date().toISOString().slice(0, 10)
  console.log(`Measured on ${date}: Node ${machine.node}, ${machine.cores} cores, ${machine.platform}.\n`)
  console.log([MARKDOWN_HEAD, ...figures.map(markdownRow)].join('\n'))
  const results = figures.map((figure) => ({ ...figure, isKept: isKept(figure) }))
  writeFileSync(`${folder}results.json`, `${JSON.stringify({ date, machine, figures: results }, null, 2)}\n`)
  const missed = figures.filter((figure) => !isKept(figure))
  console.log(missed.length === 0 ? '\nEvery promised figure is kept.' : `\nMISSED, ${missed.length}:`)
  for (const { what } of missed) console.log(`- ${what}`)
  return missed.length === 0 ? 0 : 1
}
