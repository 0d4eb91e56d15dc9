// Names as a message has them (RFC 1035, section 3.1): labels with their lengths, a zero at the end; one character for
// each byte. A dot within a label is thus no dot between two. Compared in lower case.

/** Of a full name without the dot at its end; the root is empty. Keeps its case. */
export function wireName(name: string): string {
  if (name === '') return ROOT
  let wire = ''
  for (let start = 0; start <= name.length; ) {
    const dot = name.indexOf('.', start)
    const end = dot < 0 ? name.length : dot
    wire += String.fromCharCode(end - start) + name.slice(start, end)
    start = end + 1
  }
  return wire + ROOT
}

export const ROOT = '\0'

/** Without its first label; undefined for the root. */
export const parentOf = (name: string): string | undefined =>
  name === ROOT ? undefined : name.slice(1 + name.charCodeAt(0))

export const wildcardBelow = (name: string) => `\u0001*${name}`
