// Text that fits the terminal.
const NO_TERMINAL = 110
const NARROWEST = 40

/** A terminal that does not know its size has none. */
export const terminalWidth = () => Math.max(NARROWEST, process.stdout.columns || NO_TERMINAL)

/** In lines of at most `width`; a word that is longer is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((it) => pieces(it, width)))
    if (line === '') line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  return line === '' ? lines : [...lines, line]
}

const pieces = (word: string, width: number) =>
  Array.from({ length: Math.ceil(word.length / width) }, (_, at) => word.slice(at * width, (at + 1) * width))

/** At most `width` long, with a sign that something is missing. */
export const shortened = (text: string, width: number) =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`
