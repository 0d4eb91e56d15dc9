// The line of `secrets run`, read without Commander: loading that takes time, and makes Node.js open standard input,
// which the command to come would then find in non-blocking mode.

export interface RunLine {
  command: string[]
  options: { secret: string[]; region?: string }
}

/** Undefined for every other line, one with --help and one with a mistake in it: Commander has the answer to those. */
export function parseRunLine([group, name, ...rest]: string[]): RunLine | undefined {
  if (group !== 'secrets' || name !== 'run') return undefined
  const options: RunLine['options'] = { secret: [] }
  let at = 0
  while (rest[at]?.startsWith('-') && rest[at] !== '--') {
    const taken = takeOption(options, rest[at] ?? '', rest[at + 1])
    if (taken === 0) return undefined
    at += taken
  }
  const command = rest.slice(rest[at] === '--' ? at + 1 : at)
  return command.length > 0 && options.secret.length > 0 ? { command, options } : undefined
}

export const namesIn = (text: string): string[] => text.split(',')

/** How many arguments it takes up; 0 when it is not one that is known. */
function takeOption(options: RunLine['options'], argument: string, next: string | undefined): 0 | 1 | 2 {
  const [, name, inline] = /^--(secret|region)(?:=([\s\S]*))?$/.exec(argument) ?? []
  const value = inline ?? next
  if (name === undefined || value === undefined) return 0
  if (name === 'secret') options.secret.push(...namesIn(value))
  else options.region = value
  return inline === undefined ? 2 : 1
}
