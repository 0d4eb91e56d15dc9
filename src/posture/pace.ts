// Work over very many things, in parts of a few milliseconds, so that whatever else waits for the thread comes between.

/** A turn of the event loop answers some thirty requests in twice that time. */
const PART_MS = 3
/** How many things are done between two looks at the clock. */
const STRIDE = 64

/** One for all that a piece of work does, however many loops it has. */
export class Pace {
  #since = performance.now()

  /** One after the other, in the order of the list. */
  async each<Item>(list: readonly Item[], work: (item: Item) => void): Promise<void> {
    for (let start = 0; start < list.length; start += STRIDE) {
      for (const item of list.slice(start, start + STRIDE)) work(item)
      await this.rest()
    }
  }

  /** Lets others have their turn, where it is theirs by now. */
  async rest(): Promise<void> {
    if (performance.now() - this.#since < PART_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
