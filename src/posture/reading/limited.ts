/** The same function, with at most `most` calls under way; the others wait their turn. */
export function limited<Given extends unknown[], Result>(
  most: number,
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  const waiting: Array<() => void> = []
  let running = 0
  return async (...given) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      return await work(...given)
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
