// Work over very many things, in parts of a few milliseconds, so that whatever else waits for the thread comes between.

/** About what a turn of the event loop takes that answers a dozen requests. */
const PART_MS = 3
/** With one alone, whoever asks again at once would wait for a part of this work each time. */
const TURNS_OF_OTHERS = 2
/** How many things are done between two looks at the clock. */
const STRIDE = 64

/** One for all that a piece of work does, however many loops it has. */
export class Pace {
  readonly #between: () => Promise<void>
  #since = performance.now()

  /** `between` is done whenever others have their turn. */
  constructor(between = async () => {}) {
    this.#between = between
  }

  /** One after the other, in the order of the list. */
  async each<Item>(list: readonly Item[], work: (item: Item) => void): Promise<void> {
    for (let start = 0; start < list.length; start += STRIDE) {
      for (const item of list.slice(start, start + STRIDE)) work(item)
      await this.rest()
    }
  }

  /** Lets others have their turn, where it is theirs by now. */
  async rest(): Promise<void> {
    if (performance.now() - this.#since >= PART_MS) await this.giveWay()
  }

  /** Lets others have their turn: before what takes some milliseconds at one go. */
  async giveWay(): Promise<void> {
    for (let turn = 0; turn < TURNS_OF_OTHERS; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    await this.#between()
    this.#since = performance.now()
  }
}
