// A client over UDP, for one question at a time.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { question, type Told, told } from './name_server.ts'
import type { RandomQuestion } from './random_zone.ts'

const PATIENCE_MS = 5000

export interface Asker extends AsyncDisposable {
  ask(asked: RandomQuestion): Promise<Told>
}

export async function openAsker(port: number): Promise<Asker> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return {
    async ask({ name, type, edns }) {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
      socket.send(question(name, type, edns ? { edns, flags: 0 } : { flags: 0 }))
      const [bytes] = (await answer) as [Buffer]
      return told(bytes)
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
