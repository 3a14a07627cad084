import { type DefaultTreeAdapterMap, type ParserError, parse } from 'parse5'

export type Element = DefaultTreeAdapterMap['element']
type Node = DefaultTreeAdapterMap['node']

/** A page as a browser would read it, and everything in it that is not valid. */
export interface ParsedPage {
  readonly elements: readonly Element[]
  readonly errors: readonly string[]
}

const SVG = 'http://www.w3.org/2000/svg'
const VOID = ['meta']

/** Parses a page; elements come in the order of the page. */
export function parsePage(text: string): ParsedPage {
  const errors: string[] = []
  const onParseError = ({ code, startLine, startCol }: ParserError): number =>
    errors.push(`${code} ${startLine}:${startCol}`)
  const elements = elementsBelow(parse(text, { onParseError, sourceCodeLocationInfo: true }))
  return { elements, errors: [...errors, ...elements.flatMap(misplaced)] }
}

/** What a browser had to mend: an element that it put there itself, or that nobody closed. */
function misplaced(element: Element): readonly string[] {
  const { tagName, namespaceURI, childNodes, sourceCodeLocation: place } = element
  if (place == null) return [`${tagName} is implied`]
  const isClosedByItself = VOID.includes(tagName) || (namespaceURI === SVG && childNodes.length === 0)
  return place.endTag === undefined && !isClosedByItself ? [`${tagName} ${place.startLine} is never closed`] : []
}

/** Every element below a node. */
export function elementsBelow(node: Node): readonly Element[] {
  const children = 'childNodes' in node ? node.childNodes : []
  return children.flatMap((child) => ('tagName' in child ? [child, ...elementsBelow(child)] : elementsBelow(child)))
}

/** The value of an attribute; `null` without it. */
export function attribute({ attrs }: Element, name: string): string | null {
  return attrs.find((one) => one.name === name)?.value ?? null
}

/** The text in a node. */
export function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** Children that are elements. */
export function childrenOf({ childNodes }: Element): readonly Element[] {
  return childNodes.flatMap((child) => ('tagName' in child ? [child] : []))
}
