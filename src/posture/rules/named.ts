const SHOWN = 5

/** `a, b and c`; of many, the first and how many more. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN)
  const more = names.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
