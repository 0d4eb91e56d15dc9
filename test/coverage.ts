const OPERATIONS = 'spec/operations.json'
const UNCOVERED = 'spec/uncovered.txt'

/**
 * Holds the app's route table against the public API. The list of uncovered operations is a ratchet: it loses a line
 * when an operation is served, and gains none.
 * @param served operationIds that the app has a route for; its own, which are not public, may be among them
 * @param uncovered the lines of spec/uncovered.txt
 * @param known the public operationIds of spec/operations.json
 * @returns complaints, each naming the file to edit; none if all is well
 */
export function compareCoverage(served: Set<string>, uncovered: string[], known: string[]): string[] {
  return [
    ...servedButListed(served, uncovered),
    ...forgotten(served, uncovered, known),
    ...unknown(uncovered, known),
    ...disorder(uncovered),
  ]
}

function servedButListed(served: Set<string>, uncovered: string[]): string[] {
  return unique(uncovered)
    .filter((op) => served.has(op))
    .map((op) => `${op} is served now: delete its line from ${UNCOVERED}`)
}

function forgotten(served: Set<string>, uncovered: string[], known: string[]): string[] {
  const listed = new Set(uncovered)
  return known
    .filter((op) => !served.has(op) && !listed.has(op))
    .map(
      (op) =>
        `${op} is public but has no route: serve it in routes.ts of its area, or, only if it is new in ${OPERATIONS}, add it to ${UNCOVERED}`,
    )
}

function unknown(uncovered: string[], known: string[]): string[] {
  const names = new Set(known)
  return unique(uncovered)
    .filter((op) => !names.has(op))
    .map((op) => `"${op}" is no operation of ${OPERATIONS}: delete or correct its line in ${UNCOVERED}`)
}

/** The first line out of order is enough: it is the one to move. */
function disorder(uncovered: string[]): string[] {
  for (const [index, op] of uncovered.entries()) {
    const before = uncovered[index - 1]
    if (before === op) return [`${op} is listed twice: delete one of its lines from ${UNCOVERED}`]
    if (before !== undefined && before > op)
      return [`${op} is listed after ${before}: sort ${UNCOVERED} by code point (LC_ALL=C sort)`]
  }
  return []
}

const unique = (list: string[]) => [...new Set(list)]
