// The thread of checkpointer.ts. Plain JavaScript, for a thread that erases types loads 30 MB to do so.
import { DatabaseSync } from 'node:sqlite'
import { parentPort } from 'node:worker_threads'

parentPort.on('message', (path) => {
  try {
    const db = new DatabaseSync(path, { timeout: 1000 })
    db.exec('pragma wal_checkpoint(passive)')
    db.close()
    parentPort.postMessage({ path })
  } catch (error) {
    parentPort.postMessage({ path, error: error.message })
  }
})
