import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBinaryExpression, isTemplateSpan } from 'typescript/unstable/ast/is'
import { API, type Checker } from 'typescript/unstable/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Node = import('typescript/unstable/ast').Node

const root = fileURLToPath(new URL('../..', import.meta.url))
const ARITHMETIC = ['<', '>', '<=', '>=', '+', '-', '*', '/', '%', '**', '+=', '-=', '*=', '/=']
const EQUALITY = ['===', '!==', '==', '!=']

let api: API
let checker: Checker
let sourceText: (file: string) => { readonly root: Node; readonly text: string } | null

beforeAll(() => {
  api = new API({ cwd: root })
  const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] })
  const project = snapshot.getProjects()[0]
  if (project === undefined) throw new Error('tsconfig.json did not open')
  checker = project.checker
  sourceText = (file) => {
    const source = project.program.getSourceFile(file)
    return source === undefined ? null : { root: source, text: source.text }
  }
})

afterAll(() => api.close())

function isDecimal(node: Node): boolean {
  const type = checker.getTypeAtLocation(node)
  return type !== undefined && /^Decimal\b/.test(checker.typeToString(type))
}

function misuse(node: Node, text: string): string | null {
  if (isTemplateSpan(node)) return isDecimal(node.expression) ? 'printed in a template' : null
  if (!isBinaryExpression(node)) return null
  const operator = text.slice(node.left.end, node.right.pos).trim()
  if (ARITHMETIC.includes(operator)) return isDecimal(node.left) || isDecimal(node.right) ? operator : null
  if (EQUALITY.includes(operator)) return isDecimal(node.left) && isDecimal(node.right) ? operator : null
  return null
}

function misusesIn(file: string): string[] {
  const source = sourceText(file)
  if (source === null) return []
  const found: string[] = []
  const visit = (node: Node): void => {
    const wrong = misuse(node, source.text)
    if (wrong !== null) {
      const line = source.text.slice(0, node.end).split('\n').length
      found.push(`${file}:${line} ${wrong}`)
    }
    node.forEachChild((child) => visit(child))
  }
  visit(source.root)
  return found
}

describe('decimals', () => {
  it('are never compared, computed or printed by operators, which would treat them as text', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    const wrong = files.filter((name) => name.endsWith('.ts')).flatMap((name) => misusesIn(join(root, 'src', name)))
    expect(wrong).toEqual([])
  }, 120_000)

  it('would be caught: the check sees the misuses in its own sample', () => {
    const sample = misusesIn(join(root, 'test/house/decimal-misuse-sample.ts'))
    expect(sample.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['<', 'printed in a template', '==='])
  })
})
