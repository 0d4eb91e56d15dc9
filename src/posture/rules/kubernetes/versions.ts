// When the Kubernetes project ends its support of a minor version, which is also when providers stop offering it:
// https://kubernetes.io/releases/patch-releases/. A version that is newer than the table is supported; an older one is not.
const END_OF_LIFE: Readonly<Record<string, string>> = {
  '1.28': '2024-10-28',
  '1.29': '2025-02-28',
  '1.30': '2025-07-15',
  '1.31': '2025-11-11',
  '1.32': '2026-02-28',
  '1.33': '2026-06-28',
  '1.34': '2026-10-27',
  '1.35': '2027-02-28',
  '1.36': '2027-06-28',
}
const OLDEST_MINOR = 28

export interface Support {
  minor: string
  /** A day; undefined where it was before those that are known. */
  ends?: string
}

/** Undefined for a version whose end is not known, or that is none. */
export function supportOf(version: string): Support | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\b/.exec(version) ?? []
  if (major !== '1' || minor === undefined) return undefined
  const name = `1.${Number(minor)}`
  const ends = END_OF_LIFE[name]
  if (ends !== undefined) return { minor: name, ends }
  return Number(minor) < OLDEST_MINOR ? { minor: name } : undefined
}
