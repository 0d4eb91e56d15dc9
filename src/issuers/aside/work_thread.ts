// The thread's end of thread.ts.
import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { type Fault, faultOf } from './fault.ts'
import { perform, type Work } from './work.ts'

export interface Question {
  id: number
  name: keyof Work
  given: unknown[]
}

export type Outcome = { id: number } & ({ value: unknown } | { fault: Fault })

// On Linux this is the thread's own priority, elsewhere the process's.
if (process.platform === 'linux') setPriority(10)
parentPort?.on('message', async (question: Question) => {
  parentPort?.postMessage(await outcomeOf(question))
})

async function outcomeOf({ id, name, given }: Question): Promise<Outcome> {
  try {
    return { id, value: await perform(name, ...(given as Parameters<Work[typeof name]>)) }
  } catch (error) {
    return { id, fault: faultOf(error) }
  }
}
