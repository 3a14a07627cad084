// Lets Node load the bench's TypeScript as it stands, then runs it. The program under test is the built one.
import { register } from 'node:module'

register('./typescript-loader.mjs', import.meta.url)
await import('./bench.ts')
