import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const folder = fileURLToPath(new URL('./golden/', import.meta.url))

/** Compares a screen with its stored text; with UPDATE_GOLDEN=1 the text is written anew: read the diff before accepting. */
export function expectGolden(name: string, screen: string): void {
  const file = `${folder}${name}.txt`
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, screen)
  }
  expect(existsSync(file), `${name}.txt is missing; run with UPDATE_GOLDEN=1`).toBe(true)
  expect(screen).toBe(readFileSync(file, 'utf8'))
}
