// The thread's end of thread.ts.
import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { type Fault, faultOf } from './fault.ts'
import { perform, type Work } from './work.ts'

export interface Question {
  id: number
  name: keyof Work
  given: unknown[]
}

export type Outcome = { id: number } & ({ value: unknown } | { fault: Fault })

// The libraries come to a hundred files.
enableCompileCache()
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
