// What was sealed and is gone leaves no traces: neither in the files nor, unwrapped, in memory.
import type { Store } from '../../kernel/ctx.ts'

// Stores in which nothing was destroyed since they were last scrubbed. A process that starts knows of none.
const scrubbed = new WeakSet<Store>()

/** Sealed rows were destroyed, or will be by the transaction under way: their traces go with the next scrubbing. */
export const noteDestroyed = (store: Store): boolean => scrubbed.delete(store)

export async function scrubWhatIsDestroyed(store: Store): Promise<void> {
  if (scrubbed.has(store)) return
  // Before the scrubbing: what is destroyed while that goes on is the next one's business.
  scrubbed.add(store)
  store.ring.unwrapped.clear()
  try {
    await store.database.scrub()
  } catch (error) {
    noteDestroyed(store)
    throw error
  }
}
