// Facts that a source does not tell. A rule that asks for one gets no answer: it is not checked, instead of taking what is
// missing for what is not set.

export class NotKnown extends Error {
  readonly urn: string
  /** As people know the resource. */
  readonly called: string
  readonly path: string

  constructor({ urn, called }: { urn: string; called: string }, path: string) {
    super(`not known of ${called}: ${path}`)
    this.urn = urn
    this.called = called
    this.path = path
  }
}

type Branch = Record<string, unknown>

/** What is wrong with where the facts that are not known are said to be. */
export function misplacedIn(facts: unknown, unknown: readonly string[][]): string | undefined {
  const stray = unknown.find((path) => holderOf(facts, path) === undefined)
  return stray && `${stray.join('.')} is said to be not known, and is not there`
}

/** What has the fact, or would have it; undefined where the path leads nowhere. */
function holderOf(facts: unknown, path: readonly string[]): Branch | undefined {
  const holder = path
    .slice(0, -1)
    .reduce(
      (branch, step) => (isBranch(branch) && Object.hasOwn(branch, step) ? branch[step] : undefined),
      facts,
    )
  return isBranch(holder) ? holder : undefined
}

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null

/** The facts, of which some cannot be read. Each path is to lead somewhere. */
export function guarded(
  facts: unknown,
  unknown: readonly string[][],
  of: { urn: string; called: string },
): unknown {
  if (unknown.length === 0) return facts
  const copy = structuredClone(facts)
  // Found before the first of them cannot be read any more: one path may be within another.
  const places = unknown.map((path) => ({ path, holder: holderOf(copy, path) }))
  for (const { path, holder } of places)
    if (holder)
      Object.defineProperty(holder, path.at(-1) ?? '', {
        enumerable: true,
        configurable: true,
        get() {
          throw new NotKnown(of, path.join('.'))
        },
      })
  return copy
}
