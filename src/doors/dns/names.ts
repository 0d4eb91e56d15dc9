// Names as a message has them (RFC 1035, section 3.1): labels with their lengths, a zero at the end; one character for
// each byte. A dot within a label is thus no dot between two. Compared in lower case.

/** Of a full name without the dot at its end; the root is empty. Keeps its case. */
export function wireName(name: string): string {
  if (name === '') return ROOT
  const labels = name.split('.').map((label) => String.fromCharCode(label.length) + label)
  return labels.join('') + ROOT
}

export const ROOT = '\0'

/** Without its first label; undefined for the root. */
export const parentOf = (name: string): string | undefined =>
  name === ROOT ? undefined : name.slice(1 + name.charCodeAt(0))

export const wildcardBelow = (name: string) => `\u0001*${name}`
