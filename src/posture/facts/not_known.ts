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

/** The facts, of which some cannot be read. */
export function guarded(
  facts: unknown,
  unknown: readonly string[][],
  of: { urn: string; called: string },
): unknown {
  if (unknown.length === 0) return facts
  const copy = structuredClone(facts) as Branch
  for (const path of unknown) {
    const name = path.at(-1) ?? ''
    const holder = path.slice(0, -1).reduce((branch, step) => branch[step] as Branch, copy)
    Object.defineProperty(holder, name, {
      enumerable: true,
      get() {
        throw new NotKnown(of, path.join('.'))
      },
    })
  }
  return copy
}
