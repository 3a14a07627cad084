const PLAIN = /^[A-Za-z0-9_@:=,./+-]+$/

/** A word that /bin/sh reads back as it is; backslashes are used nowhere, so that cron cannot misread them. */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word
  return `'${word.replaceAll("'", `'"'"'`)}'`
}

/**
 * A word for a crontab line. Cron turns a bare `%` into a line end; some crons take the backslash of `\%` away and some
 * leave it to the shell, so it stands outside the quotes, where both readings give the same word.
 */
export function cronWord(word: string): string {
  return word.split('%').map(cronPart).join('\\%')
}

function cronPart(part: string): string {
  return part === '' ? '' : shellWord(part)
}
