import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { captureScreen, SCREENS } from '../screens/capture.ts'
import { terminalSvg } from '../screens/svg.ts'

const folder = fileURLToPath(new URL('../../.github/screens', import.meta.url))
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')

describe('the pictures of the README', () => {
  it.each(SCREENS)('$name shows what the program prints today; npm run screens takes it anew', async (shot) => {
    const committed = readFileSync(`${folder}/${shot.name}.svg`, 'utf8')
    expect(committed).toBe(terminalSvg(await captureScreen(shot), shot))
  })

  it('are those that the README shows, and no others lie about', () => {
    const shown = [...readme.matchAll(/\.github\/screens\/([\w-]+\.svg)/g)].map(([, name]) => name ?? '')
    const names = SCREENS.map(({ name }) => `${name}.svg`).sort()
    expect([...new Set(shown)].sort()).toEqual(names)
    expect(readdirSync(folder).sort()).toEqual(names)
  })
})
