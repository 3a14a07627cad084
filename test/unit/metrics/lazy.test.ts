import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

/** Files that load another one as soon as they are loaded themselves. */
function loadersOf(name: string): readonly string[] {
  const pattern = new RegExp(`^(?:import|export)(?! type)[^'"]*from '[^']*/${name.replaceAll('.', '\\.')}'`, 'm')
  return files.filter((file) => pattern.test(readFileSync(join(src, file), 'utf8')))
}

it('the metrics library is loaded by nothing that was not asked for metrics', () => {
  expect(loadersOf('registry.ts').filter((file) => !file.startsWith('demo/'))).toEqual(['cli/check-metrics.ts'])
  expect(loadersOf('check-metrics.ts')).toEqual([])
  expect(loadersOf('server.ts').filter((file) => !file.startsWith('demo/'))).not.toContain('cli/watch-metrics.ts')
})
