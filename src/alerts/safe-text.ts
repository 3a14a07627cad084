/** Letters and digits of any script, and the few marks that symbols have. */
const NOT_IN_A_NAME = /[^\p{L}\p{N}_.-]/gu
/** What a sentence needs, and nothing that a shell, a terminal or a chat gives a meaning to. */
const NOT_IN_A_SENTENCE = /[^\p{L}\p{N} .,:;%()/+_-]+/gu
const LONGEST_NAME = 40
const LONGEST_SENTENCE = 160

/** A symbol, asset, account or channel name as texts may carry it: anything but letters, digits and _.- becomes _. */
export function safeName(name: string): string {
  return [...name.replace(NOT_IN_A_NAME, '_')].slice(0, LONGEST_NAME).join('')
}

/** A reason as texts may carry it: short, one line, and without marks that mean something elsewhere. */
export function safeSentence(text: string): string {
  const plain = [...text.replace(NOT_IN_A_SENTENCE, ' ').replace(/ {2,}/g, ' ').trim()]
  return plain.length <= LONGEST_SENTENCE ? plain.join('') : `${plain.slice(0, LONGEST_SENTENCE - 3).join('')}...`
}
